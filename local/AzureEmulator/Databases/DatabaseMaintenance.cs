namespace Steadfast.Local.AzureEmulator;

/// <summary>A maintenance of the server as the service announces it. It is only announced: nothing happens to the server.</summary>
/// <param name="Name">Name of the maintenance.</param>
/// <param name="Start">Begin of the window.</param>
/// <param name="End">End of the window.</param>
public sealed record DatabaseMaintenance(string Name, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Scheduled, InPreparation, Processing, Completed or Canceled.</summary>
    public string State { get; init; } = "Scheduled";

    /// <summary>Kind of the maintenance.</summary>
    public string Type { get; init; } = "RoutineMaintenance";
}
