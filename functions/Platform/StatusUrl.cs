using Azure;

namespace Steadfast.Functions.Platform;

/// <summary>Place where the progress of an operation can be read.</summary>
internal static class StatusUrl
{
    // It travels with every question for the progress. Those of ARM have a few hundred characters.
    private const int Longest = 2_000;

    /// <summary>
    /// The URL that ARM named as it accepted the operation; null when it named none, or none of that length: then the resource itself is
    /// asked.
    /// </summary>
    public static string? Of(Operation operation) => Of(operation.GetRawResponse());

    /// <summary>The same of a response.</summary>
    public static string? Of(Response response) =>
        response.Headers.TryGetValue("Azure-AsyncOperation", out string? url) && url.Length <= Longest ? url : null;
}
