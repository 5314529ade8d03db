using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Stories;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>Actions of people in one run: to the automation, and past it.</summary>
public sealed class Operators
{
    private readonly Drill _drill;
    private readonly HashSet<string> _operations = [];
    private readonly List<Pause> _pauses = [];
    private readonly List<Pause> _leases = [];
    private readonly List<Answer> _aborts = [];

    internal Operators(Drill drill) => _drill = drill;

    /// <summary>Time at which the automation was paused.</summary>
    public IReadOnlyList<Pause> Pauses => _pauses;

    /// <summary>Times at which a deployment held the lease.</summary>
    public IReadOnlyList<Pause> Leases => _leases;

    /// <summary>Incidents that they ended, with the time.</summary>
    public IReadOnlyList<Answer> Aborts => _aborts;

    /// <summary>Ids of the operations that they had the platform do.</summary>
    public IReadOnlySet<string> Operations => _operations;

    /// <summary>Somebody else has the platform do something; it does not count as the automation's doing.</summary>
    public void HavePlatform(string who, Func<EmulatedAzure, ActionStart> start)
    {
        Operation operation = start(_drill.Twin.Azure).Operation
            ?? throw new InvalidOperationException("The platform refused what the scenario asked for.");
        _operations.Add(operation.Id);
        _drill.Story.Tell(Speaker.Person, $"{who}: {operation.Kind} {operation.InstanceId}".TrimEnd());
    }

    /// <summary>A person pauses the automation.</summary>
    /// <param name="minutes">For how long; null until it is resumed.</param>
    public async Task PauseAsync(string by, string reason, int? minutes = null)
    {
        await _drill.Twin.Functions.PostAsync("api/automation/pause", new { by, reason, minutes }, _drill.Ending);
        _pauses.Add(new(_drill.Twin.Options.Clock.GetUtcNow(), Until: null));
        _drill.Story.Tell(Speaker.Person, $"{by} pauses the automation: {reason}");
    }

    /// <summary>A person lets the automation act again.</summary>
    public async Task ResumeAsync(string by)
    {
        _pauses[^1] = _pauses[^1] with { Until = _drill.Twin.Options.Clock.GetUtcNow() };
        await _drill.Twin.Functions.PostAsync("api/automation/resume", new { by }, _drill.Ending);
        _drill.Story.Tell(Speaker.Person, $"{by} lets it act again");
    }

    /// <summary>A deployment takes the lease.</summary>
    /// <param name="owner">Which.</param>
    /// <param name="minutes">For how long.</param>
    public async Task TakeLeaseAsync(string owner, int minutes)
    {
        await _drill.Twin.Functions.PostAsync("api/lease", new { owner, minutes }, _drill.Ending);
        _leases.Add(new(_drill.Twin.Options.Clock.GetUtcNow(), Until: null));
        _drill.Story.Tell(Speaker.Person, $"{owner} takes the deployment lease for {minutes} min");
    }

    /// <summary>A deployment gives the lease back.</summary>
    /// <param name="owner">Which.</param>
    public async Task ReleaseLeaseAsync(string owner)
    {
        _leases[^1] = _leases[^1] with { Until = _drill.Twin.Options.Clock.GetUtcNow() };
        await _drill.Twin.Functions.PostAsync("api/lease", new { owner, release = true }, _drill.Ending);
        _drill.Story.Tell(Speaker.Person, $"{owner} gives the deployment lease back");
    }

    /// <summary>A person orders an action.</summary>
    public async Task OrderAsync(string instanceId, string action, string by)
    {
        _drill.Story.Tell(Speaker.Person, $"{by} orders: {action} instance {instanceId}");
        await _drill.Twin.Functions.PostAsync($"api/instances/{instanceId}/{action}", new { by }, _drill.Ending);
    }

    /// <summary>A person ends an incident.</summary>
    /// <param name="incidentId">Id of the incident.</param>
    public async Task EndAsync(string incidentId, string by, string reason)
    {
        _drill.Story.Tell(Speaker.Person, $"{by} ends {incidentId}: {reason}");
        await _drill.Twin.Functions.PostAsync($"api/incidents/{incidentId}/abort", new { by, reason }, _drill.Ending);
        _aborts.Add(new(_drill.Twin.Options.Clock.GetUtcNow(), incidentId));
    }
}
