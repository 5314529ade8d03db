using System.Text.Json.Nodes;
using Azure;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>Reads the MySQL flexible server as the platform shows it, and asks for its failover.</summary>
public sealed class DatabaseServer(ArmRestClient rest, IOptions<StackOptions> stack)
{
    // The newest stable one. Source: bicep-types-az, Microsoft.DBforMySQL.
    private const string ApiVersion = "api-version=2024-12-30";

    // The shortest way back is wanted: what is waited for is the end of a handover that may never come.
    private const int MaxSecondsInOrder = 60;

    /// <summary>Reads the server as it is shown now.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no resource.</exception>
    public async Task<DatabaseServerReading> ReadAsync(CancellationToken cancellation) =>
        DatabaseServerReading.Parse(await rest.GetAsync($"{Id}?{ApiVersion}", cancellation));

    /// <summary>Reads which maintenance the platform itself is doing on the server at this moment; null when there is none.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no list.</exception>
    public async Task<string?> MaintenanceAsync(CancellationToken cancellation) =>
        RunningOf(await rest.ListAsync($"{Id}/maintenances?{ApiVersion}", cancellation));

    // Sample: [{"properties":{"maintenanceState":"Processing","maintenanceTitle":"Security patches"}}]
    internal static string? RunningOf(IEnumerable<JsonPart> maintenances) => maintenances
        .Select(maintenance => maintenance["properties"])
        .Where(properties => properties["maintenanceState"].Text is "Processing")
        .Select(properties => properties["maintenanceTitle"].Shown() ?? "a maintenance")
        .FirstOrDefault();

    /// <summary>Asks for a failover and returns at once.</summary>
    /// <returns>Where its progress can be read; null when there is no such place.</returns>
    /// <exception cref="RequestFailedException">ARM refused, or did not answer.</exception>
    public Task<string?> StartFailoverAsync(Clearance clearance, CancellationToken cancellation) =>
        rest.PostAsync($"{Id}/failover?{ApiVersion}", body: null, clearance, cancellation);

    /// <summary>Asks for the other way to a failover, a restart with one, and returns at once.</summary>
    /// <returns>Where its progress can be read; null when there is no such place.</returns>
    /// <exception cref="RequestFailedException">ARM refused, or did not answer.</exception>
    public Task<string?> StartRestartWithFailoverAsync(Clearance clearance, CancellationToken cancellation) => rest.PostAsync(
        $"{Id}/restart?{ApiVersion}", new JsonObject { ["restartWithFailover"] = "Enabled", ["maxFailoverSeconds"] = MaxSecondsInOrder },
        clearance, cancellation);

    private string Id => stack.Value.DatabaseId.ToString();
}

/// <summary>The server at one moment, as the platform shows it. That it is Ready says nothing about whether the database answers.</summary>
/// <param name="State">Ready, Updating, Stopped, …</param>
/// <param name="Mode">Mode of its high availability: Disabled, SameZone, ZoneRedundant.</param>
/// <param name="Standby">State of its high availability: Healthy, FailingOver, CreatingStandby, …</param>
/// <param name="Zone">Zone of the primary; null when it has none.</param>
/// <param name="StandbyZone">Zone of the standby; null when it has none.</param>
public sealed record DatabaseServerReading(string State, string Mode, string Standby, string? Zone, string? StandbyZone)
{
    private const string NotReported = "not reported";

    /// <summary>Tells whether nothing is being done to it.</summary>
    public bool IsReady => Is(State, "Ready");

    /// <summary>Tells whether the standby is taking over.</summary>
    public bool IsFailingOver => Is(Standby, "FailingOver");

    /// <summary>Tells whether the platform is working on it.</summary>
    public bool IsChanging => IsFailingOver || Is(State, "Updating") || Is(State, "Starting");

    /// <summary>Tells whether it was switched off, or is being: no failover brings it back.</summary>
    public bool IsOff => Is(State, "Stopped") || Is(State, "Stopping") || Is(State, "Disabled") || Is(State, "Dropping");

    /// <summary>Tells whether it is meant to have a standby.</summary>
    public bool IsRedundant => !Is(Mode, "Disabled") && Mode != NotReported;

    /// <summary>Tells whether its standby can take over. A state that is not known is none that can.</summary>
    public bool HasHealthyStandby => Is(Standby, "Healthy");

    /// <summary>Tells whether another machine is the primary now. Within one zone that cannot be told.</summary>
    public bool HasMovedFrom(string? zoneBefore) => Zone is not null && zoneBefore is not null && Zone != zoneBefore;

    /// <summary>Reads the resource; every property may be absent.</summary>
    internal static DatabaseServerReading Parse(JsonPart resource)
    {
        JsonPart properties = resource["properties"];
        JsonPart availability = properties["highAvailability"];
        return new(
            properties["state"].Shown() ?? NotReported, availability["mode"].Shown() ?? NotReported,
            availability["state"].Shown() ?? NotReported,
            properties["availabilityZone"].Shown(), availability["standbyAvailabilityZone"].Shown());
    }

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
