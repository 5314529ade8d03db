using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The console log of a machine, behind addresses that expire and need no token: whoever has one can read it.</summary>
internal sealed class BootDiagnostics(EmulatorOptions options, ScaleSet scaleSet, Func<Uri> ownUrl)
{
    private const int DefaultMinutes = 120;
    private const string SerialLog = "serialconsole.log";
    private const string Screenshot = "screenshot.bmp";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The operation that hands the addresses out.</summary>
    public void Map(IEndpointRouteBuilder resource) => resource.MapPost("/virtualMachines/{id}/retrieveBootDiagnosticsData", Retrieve);

    /// <summary>The addresses themselves.</summary>
    public void MapBlobs(IEndpointRouteBuilder routes)
    {
        var blobs = routes.MapGroup("/bootdiagnostics/{id}").WithMetadata(OpenEndpoint.Mark);
        blobs.MapGet($"/{SerialLog}", (HttpRequest request, string id) => ReadAsync(request, id, SerialLog));
        // No machine has a screen: the address is handed out, as in Azure, and there is nothing behind it.
        blobs.MapGet($"/{Screenshot}", () => Results.NotFound());
    }

    private IResult Retrieve(HttpRequest request, string id)
    {
        var asked = request.Query["sasUriExpirationTimeInMinutes"].ToString();
        var minutes = DefaultMinutes;
        if (asked.Length > 0 && (!int.TryParse(asked, CultureInfo.InvariantCulture, out minutes) || minutes is < 1 or > 1440))
        {
            return ArmError.InvalidParameter("sasUriExpirationTimeInMinutes", asked);
        }

        var expiry = options.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();
        return scaleSet.Find(id) is null
            ? ArmError.InstanceNotFound(id)
            : ArmJson.Ok(new { consoleScreenshotBlobUri = Address(request, id, Screenshot, expiry), serialConsoleLogBlobUri = Address(request, id, SerialLog, expiry) });
    }

    private async Task<IResult> ReadAsync(HttpRequest request, string id, string blob)
    {
        if (!long.TryParse(request.Query["se"], CultureInfo.InvariantCulture, out var expiry)
            || expiry < options.Clock.GetUtcNow().ToUnixTimeSeconds()
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Sign(id, blob, expiry)), Encoding.ASCII.GetBytes(request.Query["sig"].ToString())))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        return scaleSet.Find(id) is { } instance
            ? Results.Text(
                string.Concat((await instance.Machine.LastOutputAsync(request.HttpContext.RequestAborted)).Select(line => $"{line}\n")))
            : Results.NotFound();
    }

    // A proxy in front leads requests of the management API here, and none for blobs.
    private string Address(HttpRequest request, string id, string blob, long expiry) =>
        $"{(ArmLinks.IsForwarded(request) ? ownUrl().GetLeftPart(UriPartial.Authority) : ArmLinks.Host(request))}/bootdiagnostics/{id}/{blob}?se={expiry}&sig={Sign(id, blob, expiry)}";

    private string Sign(string id, string blob, long expiry) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{id}/{blob}?{expiry}")));
}
