"""Another system at the API of campaigns."""

import json
from dataclasses import dataclass
from itertools import count

from django.test import Client

from portal.accounts.api_clients import issue
from portal.accounts.enums import ApiScope, RoleCode
from portal.accounts.models import ApiClient
from tests.factories.accounts import DISTRICT, staff

CAMPAIGNS = "/api/v1/campaigns/"
_keys = count(1)

FIELDS = {
    "title": "구두바자회 안내",
    "kind": "public_info",
    "topic": "culture",
    "channels": ["sms", "email"],
    "sms_body": "[성동구] 구두바자회 9.27.(금) 10시 구청광장. 그만 받기 {수신설정}",
    "email_subject": "[성동구] 구두바자회에 오세요",
    "email_body": "{이름}님, 안녕하세요.\n\n구청광장에서 구두바자회를 엽니다.",
}


@dataclass
class System:
    """A client with its token."""

    client: ApiClient
    token: str

    def get(self, path: str, **query):
        return Client().get(path, query, headers=self._headers())

    def post(self, path: str, fields=None, **headers):
        return self._send("post", path, fields, headers)

    def put(self, path: str, fields, **headers):
        """With the version that is there now, unless another is named."""
        if "If-Match" not in headers:
            headers["If-Match"] = self.get(path).headers.get("ETag", "")
        return self._send("put", path, fields, headers)

    def draft(self, key: str = "", **changes):
        return self.post(
            CAMPAIGNS, {**FIELDS, **changes}, **{"Idempotency-Key": key or f"key-{next(_keys):06d}"}
        )

    def step(self, campaign_id: int, step: str, **fields):
        return self.post(f"{CAMPAIGNS}{campaign_id}/{step}/", fields)

    def _send(self, method: str, path: str, fields, headers: dict):
        return getattr(Client(), method)(
            path,
            json.dumps(fields or {}),
            content_type="application/json",
            headers={**self._headers(), **headers},
        )

    def _headers(self) -> dict:
        return {"Authorization": f"Bearer {self.token}"}


def system(*scopes: ApiScope, name: str = "", area_path: str = DISTRICT) -> System:
    name = name or f"시스템 {next(_keys)}"
    client, token = issue(
        name=name, scopes=list(scopes), area_path=area_path, by=staff(RoleCode.ADMINISTRATOR)
    )
    return System(client, token)
