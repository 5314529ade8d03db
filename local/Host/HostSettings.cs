using System.Globalization;
using Microsoft.Extensions.Configuration;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Host;

/// <summary>
/// Settings of the Function App on this machine. Read from environment variables <c>STEADFAST_*</c>, so that no secret stands in a file or
/// in an argument list.
/// </summary>
/// <param name="Url">Where it listens; a loopback address.</param>
/// <param name="FunctionKey">The key of every function.</param>
/// <param name="MasterKey">The key of the management endpoints.</param>
/// <param name="ArmUrl">Where Azure Resource Manager and Azure Monitor are served.</param>
/// <param name="ArmToken">The bearer token they accept.</param>
/// <param name="JournalFolder">Where histories are kept; null keeps them in memory.</param>
public sealed record HostSettings(Uri Url, string FunctionKey, string MasterKey, Uri ArmUrl, string ArmToken, string? JournalFolder)
{
    /// <summary>Runs the durable functions in place of the local runtime; null, the default, for the local runtime.</summary>
    public Func<FunctionCatalog, IServiceProvider, IDurableEngine>? Engine { get; init; }

    /// <summary>App settings beside those of the environment, which they go before. Default: none.</summary>
    public IReadOnlyDictionary<string, string?> AppSettings { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Set: Durable Functions behave as on Azure Storage where that is less kind; null, the default, as the local runtime does by itself.
    /// </summary>
    public StorageBehavior? Storage { get; init; }

    /// <summary>The file that says how far the clock is ahead; see <see cref="SkewedClock"/>. Null, the default: it is right.</summary>
    public string? ClockFile { get; init; }

    /// <summary>Reads the settings, or says which one is missing.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or not a loopback address.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        return new(Loopback("STEADFAST_URL"), Required("STEADFAST_KEY"), Required("STEADFAST_MASTER_KEY"),
            Loopback("STEADFAST_ARM_URL"), Required("STEADFAST_ARM_TOKEN"), configuration["STEADFAST_JOURNAL"])
        { Storage = Backend(), ClockFile = configuration["STEADFAST_CLOCK_FILE"] };

        string Required(string name) => configuration[name] is { Length: > 0 } value ? value
            : throw new InvalidOperationException($"{name} is not set. './steadfast up' starts the Function App with everything it needs.");

        StorageBehavior? Backend() => configuration["STEADFAST_BACKEND"] switch
        {
            null or "" or "plain" => null,
            "storage" =>
                configuration["STEADFAST_VISIBILITY_TIMEOUT"] is { Length: > 0 } text ? new() { VisibilityTimeout = Time(text) } : new(),
            _ => throw new InvalidOperationException("STEADFAST_BACKEND must be plain or storage; leave it out for plain."),
        };

        static TimeSpan Time(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time)
            && time > TimeSpan.Zero ? time
            : throw new InvalidOperationException("STEADFAST_VISIBILITY_TIMEOUT must be a time, such as 00:01:00.");

        Uri Loopback(string name) => Uri.TryCreate(Required(name), UriKind.Absolute, out Uri? url) && url.IsLoopback ? url
            : throw new InvalidOperationException($"{name} must be a URL on a loopback address, such as http://127.0.0.1:7071.");
    }
}
