using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Steps that every request passes before it reaches a resource: request ids, the token, throttling and the api-version.</summary>
internal sealed partial class ArmGate(EmulatorOptions options, ControlPlaneFaults faults, RequestLog requests)
{
    private readonly ILogger _log = options.Logs.CreateLogger<ArmGate>();
    private readonly Throttle? _throttle =
        options.Throttling ?? options.Pace.Throttles ? new(options.Clock, options.Pace.ThrottlingMinute) : null;
    private readonly byte[] _expected = Encoding.UTF8.GetBytes($"Bearer {options.BearerToken}");

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var arrived = options.Clock.GetUtcNow();
        int? capacity = null;
        StampIds(context);
        try
        {
            if (Refusal(context) is { } refusal)
            {
                await refusal.ExecuteAsync(context);
            }
            else
            {
                capacity = await CapacityAsync(context.Request);
                await next(context);
                await WordEmptyErrorAsync(context);
            }
        }
        catch (Exception failure) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            _log.RequestFailed(failure, context.Request.Method, context.Request.Path);
            var status = failure is BadHttpRequestException bad ? bad.StatusCode : 500;
            await ArmError.Of(status, status == 500 ? "InternalServerError" : "BadRequest", "The request could not be carried out.")
                .ExecuteAsync(context);
        }
        finally
        {
            requests.Add(new(arrived, context.Request.Method, context.Request.Path, context.Response.StatusCode, Caller(context.Request))
            {
                Operation = context.OperationName(),
                Capacity = capacity,
                Error = context.Response.StatusCode >= 400 ? ArmError.CodeOf(context) : null,
            });
        }
    }

    // Kept for whoever answers the request.
    private static async Task<int?> CapacityAsync(HttpRequest request)
    {
        if (request.Method != HttpMethods.Patch)
        {
            return null;
        }

        request.EnableBuffering();
        var body = await ArmBody.ReadAsync(request);
        request.Body.Position = 0;
        return ArmBody.TryValue(body?["sku"], "capacity", out int? wanted) ? wanted : null;
    }

    private void StampIds(HttpContext context)
    {
        var requestId = options.NewId().ToString();
        var correlation = context.Request.Headers["x-ms-correlation-request-id"].ToString();
        context.Response.Headers["x-ms-request-id"] = requestId;
        context.Response.Headers["x-ms-correlation-request-id"] = Guid.TryParse(correlation, out _) ? correlation : requestId;
    }

    private IResult? Refusal(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
        {
            context.Response.Headers.WWWAuthenticate =
                "Bearer authorization_uri=\"https://login.microsoftonline.com/\", error=\"invalid_token\"";
            return ArmError.Unauthenticated("Authentication failed. The 'Authorization' header is missing.");
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization), _expected))
        {
            context.Response.Headers.WWWAuthenticate =
                "Bearer authorization_uri=\"https://login.microsoftonline.com/\", error=\"invalid_token\"";
            return ArmError.Unauthenticated("The access token is invalid.");
        }

        if ((faults.TakeThrottle() ?? _throttle?.Refuse(context.Request.Method, context.Request.Path)) is { } wait)
        {
            context.Response.Headers.RetryAfter = Seconds(wait);
            return ArmError.TooManyRequests();
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<OwnEndpoint>() is not null)
        {
            return null;
        }

        var version = context.Request.Query["api-version"].ToString();
        if (version.Length == 0)
        {
            return ArmError.MissingApiVersion();
        }

        return ApiVersion().IsMatch(version) ? Unknown(context, version) : ArmError.InvalidApiVersion(version);
    }

    private static IResult? Unknown(HttpContext context, string version)
    {
        if (context.Operation() is { } operation)
        {
            return operation.Type.Knows(version) ? null : ArmError.InvalidApiVersion(version, operation.Type);
        }

        return context.GetEndpoint() is null && OtherTypes.In(context.Request.Path) is { } type
            ? ArmError.NotImplemented($"The control plane emulated here has no {type}. docs/control-plane.md lists what it has.")
            : null;
    }

    public static string Seconds(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    // Routing answers an unknown path or method with a bare status; ARM always sends an envelope.
    private static async Task WordEmptyErrorAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentType is null)
        {
            await ArmError.ForStatus(response.StatusCode, context.Request.Path).ExecuteAsync(context);
        }
    }

    private static string Caller(HttpRequest request) =>
        request.Headers.UserAgent.ToString().Split(' ', 2)[0] is { Length: > 0 } product ? product : "unknown";

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(-preview)?$")]
    private static partial Regex ApiVersion();
}
