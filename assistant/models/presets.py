"""Endpoints by name, so that a key is all one has to look up."""

from __future__ import annotations

import os
from dataclasses import dataclass

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Preset:
    """An OpenAI-compatible endpoint.

    Attributes:
        name: what it is called in the settings.
        label: whose it is.
        base_url: up to and including the version.
        model: the model asked for where the settings name none.
        key_variable: the variable its key is usually kept in; empty where no key is needed.
        context_window: tokens the model reads and writes in all, or fewer where reading all would be waste.
    """

    name: str
    label: str
    base_url: str
    model: str
    key_variable: str
    context_window: int = 32_768

    def key(self) -> str:
        """The key from its variable; empty where there is none."""
        return os.environ.get(self.key_variable, "") if self.key_variable else ""


_ALL = (
    Preset("openai", "OpenAI", "https://api.openai.com/v1", "gpt-4o-mini", "OPENAI_API_KEY"),
    Preset(
        "qwen",
        "通义千问 (DashScope)",
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        "qwen-plus",
        "DASHSCOPE_API_KEY",
    ),
    Preset("ernie", "文心一言 (Qianfan)", "https://qianfan.baidubce.com/v2", "ernie-4.5-turbo-32k", "QIANFAN_API_KEY"),
    Preset("spark", "讯飞星火", "https://spark-api-open.xf-yun.com/v1", "generalv3.5", "SPARK_API_PASSWORD", 8_192),
    Preset("glm", "智谱 GLM", "https://open.bigmodel.cn/api/paas/v4", "glm-4-flash", "ZHIPUAI_API_KEY"),
    Preset("pangu", "盘古 (MaaS)", "https://api.modelarts-maas.com/v1", "pangu-pro-moe", "MAAS_API_KEY"),
    Preset("deepseek", "DeepSeek", "https://api.deepseek.com/v1", "deepseek-chat", "DEEPSEEK_API_KEY"),
    Preset("kimi", "Kimi (Moonshot)", "https://api.moonshot.cn/v1", "moonshot-v1-32k", "MOONSHOT_API_KEY"),
    Preset(
        "gemini",
        "Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "gemini-2.5-flash",
        "GEMINI_API_KEY",
    ),
    Preset("ollama", "Ollama, on this machine", "http://127.0.0.1:11434/v1", "qwen2.5:7b", "", 8_192),
    Preset("vllm", "vLLM, on this machine", "http://127.0.0.1:8000/v1", "Qwen/Qwen2.5-7B-Instruct", "VLLM_API_KEY"),
    Preset("llama.cpp", "llama.cpp, on this machine", "http://127.0.0.1:8080/v1", "default", "LLAMA_API_KEY", 8_192),
)
PRESETS = {preset.name: preset for preset in _ALL}
