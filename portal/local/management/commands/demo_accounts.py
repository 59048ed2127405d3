"""Create the demonstration accounts and print how to sign in with them."""

from unicodedata import east_asian_width

from django.core.management.base import BaseCommand

from portal.local import demo, demo_accounts

HEADER = ("역할", "이메일", "비밀번호", "2단계 인증", "로그인 뒤")


class Command(BaseCommand):
    help = "데모 직원 계정을 만들고 로그인 방법을 표로 보여 줍니다."

    def handle(self, *args, **options) -> None:
        users = demo_accounts.create()
        rows = [HEADER]
        for account, user in zip(demo_accounts.ACCOUNTS, users, strict=True):
            rows.append(
                (
                    str(account.role.label),
                    account.email,
                    demo_accounts.PASSWORD,
                    "/outbox/ 에서 번호 확인" if account.has_second_factor else "-",
                    demo_accounts.landing_path(user),
                )
            )
        widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write(f"인증 앱 설정 키: {demo_accounts.TOTP_SECRET}")
        contacts = demo.resident_contacts()
        if contacts:
            reached_at = " 또는 ".join(contacts[kind] for kind in sorted(contacts, reverse=True))
            self.stdout.write(f"주민: {reached_at} (인증번호는 /outbox/ 에서 확인, 로그인 뒤 /my/)")


def _width(text: str) -> int:
    """Columns of a terminal: Hangul takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
