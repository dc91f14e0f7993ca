from __future__ import annotations

import pytest

from mlbench.secrets.environment import secrets_of
from mlbench.secrets.names import looks_secret


@pytest.mark.parametrize(
    "name",
    [
        "token", "password", "passwd", "key", "secret", "api_key", "apikey", "apiKey", "APIKey",
        "access_key", "private_key", "credential", "credentials", "db_password", "auth_token",
        "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "token_2", "DB_PASSWORD_PROD", "api_keys",
        "password_hash", "OPENAI_API_KEY",
    ],
)  # fmt: skip
def test_name_of_a_secret_is_known_as_one(name: str) -> None:
    assert looks_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "key_column", "sort_key", "primary_key", "group_key", "token_count", "max_tokens",
        "tokenizer", "n_tokens", "pad_token", "eos_token", "monkey", "keyboard", "secretary",
        "password_length", "secret_name", "token_url", "AWS_ACCESS_KEY_ID", "SSH_AUTH_SOCK",
        "public_key", "keys", "tokens", "passwordless", "KEY_FILE", "", "_", "seed", "sortKey",
    ],
)  # fmt: skip
def test_name_that_only_looks_alike_is_not(name: str) -> None:
    assert not looks_secret(name)


def test_environment_gives_what_can_be_a_secret_and_leaves_what_everybody_writes() -> None:
    environ = {
        "GITHUB_TOKEN": "gho_16C7e42F",
        "DB_PASSWORD": "postgres",
        "API_KEY": "x1",
        "USE_TOKEN": "true",
        "MY_SECRET": "/run/secrets/mine",
        "SIGNING_KEY": "aaaaaaaa",
        "HOME": "/home/somebody",
        "DATABASE_URL": "postgresql://me:tree-house@db/x",
        "PIN_KEY": "1234567",
    }
    assert secrets_of(environ) == {"GITHUB_TOKEN": "gho_16C7e42F", "DATABASE_URL": "tree-house"}
