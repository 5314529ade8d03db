using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Every error the control plane answers with, as ARM words it: {"error":{"code","message"}}.</summary>
internal static class ArmError
{
    private const string CodeItem = "arm-error-code";

    public static IResult Of(int status, string code, string message) =>
        new Told(code, ArmJson.Status(status, new { error = new { code, message } }));

    /// <summary>The code that a request was answered with; null when there was none.</summary>
    public static string? CodeOf(HttpContext context) => context.Items[CodeItem] as string;

    /// <summary>Notes the code of an answer that somebody else has worded.</summary>
    public static void Note(HttpContext context, byte[] body) => context.Items[CodeItem] = CodeIn(body);

    private static string? CodeIn(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject { } answer
                && answer["error"] is JsonObject error && error["code"] is JsonValue code && code.TryGetValue(out string? text)
                ? text
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IResult Unauthenticated(string message) => Of(401, "AuthenticationFailed", message);

    public static IResult MissingApiVersion() =>
        Of(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");

    public static IResult InvalidApiVersion(string version) =>
        Of(400, "InvalidApiVersionParameter", $"The api-version '{version}' is invalid. It must be a date such as 2023-07-01.");

    public static IResult InvalidApiVersion(string version, ResourceType type) => Of(
        400, "InvalidApiVersionParameter",
        $"The api-version '{version}' is not known for {type.Name}. The supported api-versions are '{string.Join(", ", type.Versions)}'.");

    public static IResult NotImplemented(string method, string path) =>
        NotImplemented(
            $"Azure has the operation {method} {path}; the control plane emulated here does not. docs/control-plane.md lists what it has.");

    public static IResult NotImplemented(string message) => Of(501, "NotImplemented", message);

    public static IResult BadRequest(string message) => Of(400, "BadRequest", message);

    public static IResult InvalidParameter(string name, string value) =>
        Of(400, "InvalidParameter", $"The value '{value}' of parameter '{name}' is invalid.");

    public static IResult SubscriptionNotFound(string name) =>
        Of(404, "SubscriptionNotFound", $"The subscription '{name}' could not be found.");

    public static IResult ResourceGroupNotFound(string name) =>
        Of(404, "ResourceGroupNotFound", $"Resource group '{name}' could not be found.");

    public static IResult ResourceNotFound(string path) =>
        Of(404, "ResourceNotFound", $"The resource '{path}' was not found.");

    public static IResult InstanceNotFound(string instanceId) =>
        Of(404, "InstanceNotFound", $"The virtual machine instance '{instanceId}' was not found in the scale set.");

    public static IResult Conflict(string target, string running) =>
        Of(409, "OperationNotAllowed", $"The {target} is being changed by operation '{running}'. Try again when it has ended.");

    public static IResult TooManyRequests() =>
        Of(429, "TooManyRequests", "The request is being throttled. Obey Retry-After.");

    public static IResult ForStatus(int status, string path) => status switch
    {
        404 => ResourceNotFound(path),
        405 => Of(405, "MethodNotAllowed", "The resource does not support this method."),
        _ => Of(status, "BadRequest", "The request could not be understood."),
    };

    private sealed record Told(string Code, IResult Answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Items[CodeItem] = Code;
            return Answer.ExecuteAsync(httpContext);
        }
    }
}
