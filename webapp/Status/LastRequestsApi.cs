using System.Net;
using System.Net.Sockets;
using Steadfast.WebApp.Health;

namespace Steadfast.WebApp.Status;

/// <summary>
/// The last requests, for the automation, which saves them as evidence before it reimages an instance. What users asked for is nobody else's
/// business: only a caller from the private network who came without a proxy is answered.
/// </summary>
internal static class LastRequestsApi
{
    /// <summary>Path of the list.</summary>
    public const string Path = "/status/requests";

    // Whatever stands in front of the instance for users says for whom it asks; the automation asks for itself.
    private static readonly string[] SignsOfAProxy = ["X-Forwarded-For", "Forwarded", "X-Azure-FDID", "Via"];

    /// <summary>Remembers the requests from here on. Before everything that may refuse one.</summary>
    public static void UseLastRequests(this WebApplication app)
    {
        LastRequests last = app.Services.GetRequiredService<LastRequests>();
        app.Use(next => context => IsALook(context.Request.Path) ? next(context) : last.RememberAsync(context, next));
    }

    /// <summary>Maps the list.</summary>
    public static void MapLastRequests(this WebApplication app) => app.MapGet(Path, static (HttpContext context, LastRequests last) =>
        IsFromTheAutomation(context) ? Results.Ok(last.All()) : Results.NotFound()).ExcludeFromDescription();

    private static bool IsALook(PathString path) => path.Value is HealthApi.Path or StatusApi.Path or WriteTrialApi.Path or Path;

    /// <summary>Tells whether a request comes from the private network and without a proxy.</summary>
    internal static bool IsFromTheAutomation(HttpContext context) =>
        IsPrivate(context.Connection.RemoteIpAddress) && !SignsOfAProxy.Any(context.Request.Headers.ContainsKey);

    /// <summary>Tells whether an address is of this machine or of a private network (RFC 1918).</summary>
    internal static bool IsPrivate(IPAddress? address)
    {
        IPAddress? plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && (IPAddress.IsLoopback(plain) || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() switch
        {
            [10, ..] => true,
            [172, >= 16 and <= 31, ..] => true,
            [192, 168, ..] => true,
            _ => false,
        }));
    }
}
