using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.Runtime;

/// <summary>The addresses under which one instance is asked and steered, as <c>CreateCheckStatusResponse</c> gives them.</summary>
internal static class ManagementUrls
{
    public const string Root = "/runtime/webhooks/durabletask";

    public static string StatusOf(HttpRequest request, string id) =>
        $"{request.Scheme}://{request.Host}{Root}/instances/{Uri.EscapeDataString(id)}{Code(request)}";

    public static JsonObject Of(HttpRequest request, string id)
    {
        string instance = $"{request.Scheme}://{request.Host}{Root}/instances/{Uri.EscapeDataString(id)}";
        string code = Code(request);
        string reason = (code.Length == 0 ? "?" : code + "&") + "reason={text}";
        return new()
        {
            ["id"] = id,
            ["statusQueryGetUri"] = instance + code,
            ["sendEventPostUri"] = $"{instance}/raiseEvent/{{eventName}}{code}",
            ["terminatePostUri"] = $"{instance}/terminate{reason}",
            ["purgeHistoryDeleteUri"] = instance + code,
            ["restartPostUri"] = $"{instance}/restart{code}",
            ["suspendPostUri"] = $"{instance}/suspend{reason}",
            ["resumePostUri"] = $"{instance}/resume{reason}",
        };
    }

    /// <summary>The key goes on only when the caller gave it in the query; one from a header is not put into addresses.</summary>
    private static string Code(HttpRequest request) =>
        request.Query["code"] is [{ Length: > 0 } code] ? $"?code={Uri.EscapeDataString(code)}" : "";
}
