using Azure;

namespace Steadfast.Functions.Platform;

/// <summary>Where the progress of an operation can be read.</summary>
internal static class StatusUrl
{
    /// <summary>The URL that ARM named as it accepted the operation; null when it named none.</summary>
    public static string? Of(Operation operation) =>
        operation.GetRawResponse().Headers.TryGetValue("Azure-AsyncOperation", out string? url) ? url : null;
}
