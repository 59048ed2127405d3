"""The published history of the programme, as numbers. Everything else in the replay is invented.

Sources: Asia Economy 2013-09-26 (27.2 % after 45 days, 45,600 households = 37.2 %, 50 % as the goal, 37
rounds of tailored information to 1,067,000 people counted each time, civil-defence notices to 4,884 people in
41 rounds in the first half of 2013), and the household estimates per dong
that sum to the 122,580 those percentages imply. Of the survey the press tells 688 answers by email, against
"some tens" on the home page; whom it asked, and what the answers were, it does not.
"""

from datetime import date

DISTRICT = "1120000000"
DISTRICT_NAME = "성동구"
OPENED_ON = date(2012, 9, 16)
DAY_45 = date(2012, 10, 30)
TOLD_ON = date(2013, 9, 26)
HOUSEHOLDS_AT_DAY_45 = 33_342
HOUSEHOLDS_AT_END = 45_600
TARGET_PERCENT = 50
TARGET_DUE_ON = date(2014, 6, 30)
TONGS = 420
CAMPAIGNS = 37
DELIVERIES = 1_067_000
NOTICE_ROUNDS = 41
NOTIFIED = 4_884
SURVEY_ANSWERS = 688
SURVEY_WEB_ANSWERS = 37

COUNTED_ON = date(2012, 9, 1)
HOUSEHOLDS_BY_DONG = {
    "1120052000": 7_120,
    "1120053500": 5_136,
    "1120054000": 9_426,
    "1120055000": 6_163,
    "1120056000": 7_219,
    "1120057000": 9_175,
    "1120058000": 6_386,
    "1120059000": 5_978,
    "1120061500": 8_380,
    "1120062000": 5_803,
    "1120064500": 9_247,
    "1120065000": 7_359,
    "1120066000": 8_157,
    "1120067000": 9_094,
    "1120069000": 5_407,
    "1120072000": 5_543,
    "1120079000": 6_987,
}

# How eagerly each dong took part, around 1: invented, but steady, so that the map has a shape.
EAGERNESS = {
    "1120052000": 0.96,
    "1120053500": 1.12,
    "1120054000": 0.93,
    "1120055000": 0.84,
    "1120056000": 1.07,
    "1120057000": 1.10,
    "1120058000": 1.15,
    "1120059000": 1.02,
    "1120061500": 1.05,
    "1120062000": 0.99,
    "1120064500": 1.09,
    "1120065000": 0.94,
    "1120066000": 0.91,
    "1120067000": 0.88,
    "1120069000": 0.86,
    "1120072000": 1.03,
    "1120079000": 1.08,
}

# Share of each intake place, before and after day 45: doors first, counters and the website later.
PLACES_EARLY = {
    "door_to_door": 780,
    "dong_centre": 95,
    "online": 62,
    "district_office": 22,
    "library": 15,
    "sports": 12,
    "welfare": 11,
    "other": 3,
}
PLACES_LATER = {
    "door_to_door": 330,
    "dong_centre": 262,
    "online": 228,
    "district_office": 58,
    "library": 48,
    "sports": 36,
    "welfare": 32,
    "other": 6,
}

# Weight of each weekday, Monday first: tong leaders also went on weekends, counters were closed.
WEEKDAYS = {
    "door_to_door": (8, 9, 9, 9, 10, 14, 9),
    "online": (9, 10, 10, 10, 9, 7, 8),
    "library": (0, 10, 10, 10, 10, 12, 9),
    "sports": (10, 10, 10, 10, 10, 8, 0),
}
OFFICE_WEEKDAYS = (12, 10, 10, 10, 11, 0, 0)
HOLIDAYS = {
    date(2012, 9, 29),
    date(2012, 9, 30),
    date(2012, 10, 1),
    date(2012, 10, 3),
    date(2012, 12, 25),
    date(2013, 1, 1),
    date(2013, 2, 9),
    date(2013, 2, 10),
    date(2013, 2, 11),
    date(2013, 3, 1),
    date(2013, 5, 17),
    date(2013, 6, 6),
    date(2013, 8, 15),
    date(2013, 9, 18),
    date(2013, 9, 19),
    date(2013, 9, 20),
}
MOVED_OUT = 320
"""Households that left the district before the end; as many more had to join for the published figure."""
