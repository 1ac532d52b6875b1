"""Everything that can be set, gathered once: ``yuanwen.toml`` in the home folder, ``YUANWEN_…`` over it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.models.presets import LOCAL, PRESETS
from index import IndexSettings, YuanwenError

# Read by other parts under the same prefix: they are not settings of this file.
_ELSEWHERE = {"YUANWEN_HOME", "YUANWEN_DATA", "YUANWEN_API_KEYS"}

# Nothing that could end a header or a directive in it.
Origin = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.\-*\[\]:]+$", max_length=300)]


class Price(BaseModel):
    """What a million tokens cost, in whatever money: those read and those written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: Annotated[float, Field(ge=0, le=1_000_000)]
    output: Annotated[float, Field(ge=0, le=1_000_000)]


class ModelSettings(BaseModel):
    """The model that writes answers; without a name or a preset, answers are quotes.

    Attributes:
        preset: an endpoint by name (``yuanwen models`` lists them), or ``local`` for a model file on this machine.
            It gives what is not set otherwise: address, name, key and context window.
        name: the model's name at the endpoint.
        base_url: an OpenAI-compatible endpoint, up to and including ``/v1``.
        api_key: empty where the endpoint asks for none.
        context_window: tokens the model can read and write in all.
        max_tokens: most tokens of an answer.
        temperature: 0 is the most repeatable.
        timeout: seconds without a word after which the model is given up.
        retries: further tries after a failure that may pass.
        short_prompt: show the model the best sentences with their neighbours and not whole passages: a small model
            on a CPU reads some 35 tokens a second.
        prices: by the model's name, for the evaluation's costs; a model without one costs an unknown sum, not nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    base_url: Annotated[str, Field(pattern=r"^https?://", max_length=2_000)] = "https://api.openai.com/v1"
    api_key: SecretStr = SecretStr("")
    context_window: Annotated[int, Field(ge=2_048, le=2_000_000)] = 8_192
    max_tokens: Annotated[int, Field(ge=64, le=32_768)] = 800
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    timeout: Annotated[float, Field(gt=0, le=600)] = 60.0
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    short_prompt: bool = False
    prices: dict[Annotated[str, Field(max_length=200)], Price] = {}

    @field_validator("preset")
    @classmethod
    def _known(cls, preset: str) -> str:
        if preset and preset != LOCAL and preset not in PRESETS:
            raise ValueError(f"use one of {', '.join([*PRESETS, LOCAL])}")
        return preset

    @property
    def wanted(self) -> bool:
        """Whether a model is to write at all."""
        return bool(self.name or self.preset)


class AnswerSettings(BaseModel):
    """How answers are made.

    Attributes:
        passages: passages an answer may rest on.
        sentences: most source sentences in a quoted answer, unless a question's parts or articles to sum up need more.
        remembered: answers kept to be given again while the articles stay as they are; 0 keeps none. Those of a model
            are kept only at temperature 0, and none where a reranker is asked.
        keep_unsupported: show in the metadata what a model wrote and no source supports.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    passages: Annotated[int, Field(ge=1, le=50)] = 8
    sentences: Annotated[int, Field(ge=1, le=10)] = 3
    remembered: Annotated[int, Field(ge=0, le=100_000)] = 256
    keep_unsupported: bool = False


class ServerSettings(BaseModel):
    """Where the page and the API are served.

    It stands here and not in ``ui`` because one file holds all sections, and every command checks all of it.

    Attributes:
        host: the address to listen on.
        port: the TCP port.
        public: serve an address others can reach although no key is asked for.
        embed: origins whose pages may frame this one, such as ``https://intranet.example``.
        cors: origins whose scripts may call the API.
        answers: requests worked on at once, the page's questions among them.
        queue: requests that may wait for their turn; further ones get a 503.
        each: requests one key or address may have under way; further ones get a 429.
        rate: requests a minute for one key or address, 120 unless said, 60 where ``read_only`` is set; a question on
            the page is one. This machine's own are not counted unless a key is asked for or ``read_only`` is set.
        max_body: most bytes of an uploaded document or list of articles; any other body may have a tenth.
        read_only: for a public site: documents can be neither added nor removed.
        traces: send OpenTelemetry traces, to where the ``OTEL_EXPORTER_OTLP_…`` variables say (``yuanwen[otel]``).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Annotated[str, Field(min_length=1, max_length=255)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 7860
    public: bool = False
    embed: tuple[Origin, ...] = ()
    cors: tuple[Origin, ...] = ()
    answers: Annotated[int, Field(ge=1, le=1_000)] = 8
    queue: Annotated[int, Field(ge=0, le=100_000)] = 100
    each: Annotated[int, Field(ge=1, le=100_000)] = 64
    rate: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    max_body: Annotated[int, Field(ge=10_000, le=1_000_000_000)] = 40_000_000
    read_only: bool = False
    traces: bool = False

    @property
    def requests_a_minute(self) -> int:
        """``rate``, or what it is where nothing is said."""
        return self.rate or (60 if self.read_only else 120)


class Settings(BaseSettings):
    """All settings. Environment variables name a section with two underscores: ``YUANWEN_MODEL__NAME``."""

    model_config = SettingsConfigDict(
        env_prefix="YUANWEN_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    home: Path
    index: IndexSettings = IndexSettings()
    model: ModelSettings = ModelSettings()
    answer: AnswerSettings = AnswerSettings()
    server: ServerSettings = ServerSettings()

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no .env file: one file is enough
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over variables over the file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _home() / "yuanwen.toml"))


def load_settings(**sections: Any) -> Settings:
    """Read the settings; ``sections`` take precedence, such as ``server={"port": 8000}``.

    Raises:
        YuanwenError: a key is unknown, a value is out of bounds, or the file is not TOML.
    """
    _refuse_unknown_variables()
    try:
        settings = Settings(**{"home": _home(), **sections})
    except ValidationError as error:
        raise YuanwenError(_first_problem(error)) from error
    except ValueError as error:  # the TOML parser's
        raise YuanwenError(f"{_home() / 'yuanwen.toml'} cannot be read ({error}): mend or remove it") from error
    if settings.model.preset:
        return settings.model_copy(update={"model": with_preset(settings.model)})
    return _with_openai_variables(settings)


def with_preset(model: ModelSettings) -> ModelSettings:
    """The settings with what their preset knows in place of what is still at its default."""
    preset = PRESETS.get(model.preset)
    if preset is None:
        return model
    known = {
        "name": preset.model,
        "base_url": preset.base_url,
        "api_key": SecretStr(preset.key()),
        "context_window": preset.context_window,
    }
    default = ModelSettings()
    missing = {field: value for field, value in known.items() if getattr(model, field) == getattr(default, field)}
    return model.model_copy(update=missing)


def _home() -> Path:
    named = os.environ.get("YUANWEN_HOME", "")
    return Path(named).expanduser() if named else user_data_path("yuanwen", appauthor=False)


def _refuse_unknown_variables() -> None:
    sections = {f"YUANWEN_{name.upper()}" for name in Settings.model_fields}
    for variable in os.environ:
        section = variable.split("__")[0].upper()
        if variable.upper().startswith("YUANWEN_") and section not in sections | _ELSEWHERE:
            raise YuanwenError(
                f"the variable {variable} is not a setting: remove it, or see the README for their names"
            )


def _with_openai_variables(settings: Settings) -> Settings:
    """Whoever has OpenAI's own variables set means them, unless our own name a model."""
    key, url = os.environ.get("OPENAI_API_KEY", ""), os.environ.get("OPENAI_BASE_URL", "")
    if settings.model.name or not (key or url):
        return settings
    name = os.environ.get("OPENAI_MODEL", "") or "gpt-4o-mini"
    update: dict[str, object] = {"name": name, "context_window": 32_768}
    if key:
        update["api_key"] = SecretStr(key)
    if url:
        update["base_url"] = url
    return settings.model_copy(update={"model": settings.model.model_copy(update=update)})


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_context=False)[0]
    reason = problem["msg"].removeprefix("Value error, ")
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"the setting {where} is not known: remove it, or see the README for the names"
    secret = any(
        word in where for word in ("key", "token", "headers", "catalog_url", "chroma_url")
    )  # these mask their own
    value = "" if secret else f" ({str(problem['input'])[:80]!r})"
    return f"the setting {where}{value} is not valid: {reason}"
