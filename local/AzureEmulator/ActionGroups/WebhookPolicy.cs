namespace Steadfast.Local.AzureEmulator;

/// <summary>Decides which answers of a webhook are tried again. Pure.</summary>
internal static class WebhookPolicy
{
    public const string Unreachable = "unreachable";
    public const string Timeout = "timeout";
    public const string Silenced = "silenced";
    public const string Dropped = "dropped";

    /// <summary>408, 429, 503, 504 and no answer at all: the documented list. Anything else is final.</summary>
    public static bool IsRetried(string outcome) => outcome is "408" or "429" or "503" or "504" or Unreachable or Timeout;
}
