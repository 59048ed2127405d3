"""Sessions hold drafts with personal data and sign-in codes, so their rows are encrypted."""

import base64
import json

from portal.common import crypto


class EncryptedSerializer:
    def dumps(self, obj) -> bytes:
        return base64.b64encode(crypto.encrypt(json.dumps(obj, separators=(",", ":"))))

    def loads(self, data: bytes):
        return json.loads(crypto.decrypt(base64.b64decode(data)))
