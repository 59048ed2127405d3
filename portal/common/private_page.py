"""Pages whose address is a key to somebody's answer, notice or settings."""


def private(response):
    """Named to no search engine, and to no server in the address of what the page loads."""
    response["X-Robots-Tag"] = "noindex"
    # Not "no-referrer": browsers then send a form with the origin "null", which the forgery check refuses.
    # Not "same-origin": the logs of a proxy would hold the key beside every style sheet.
    response["Referrer-Policy"] = "strict-origin"
    return response
