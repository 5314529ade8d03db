using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Stories;

namespace Steadfast.Local.Scenarios.Scenes;

/// <summary>What people do in one run: to the automation, and past it.</summary>
public sealed class Operators
{
    private readonly Scene _scene;
    private readonly HashSet<string> _operations = [];
    private readonly List<Pause> _pauses = [];

    internal Operators(Scene scene) => _scene = scene;

    /// <summary>When the automation was paused.</summary>
    public IReadOnlyList<Pause> Pauses => _pauses;

    /// <summary>Ids of the operations that they had the platform do.</summary>
    public IReadOnlySet<string> Operations => _operations;

    /// <summary>Somebody else has the platform do something; it does not count as the automation's doing.</summary>
    /// <param name="who">Who, for the log.</param>
    /// <param name="start">Begins it.</param>
    public void HavePlatform(string who, Func<EmulatedAzure, ActionStart> start)
    {
        Operation operation = start(_scene.Twin.Azure).Operation ?? throw new InvalidOperationException("The platform refused what the scenario asked for.");
        _operations.Add(operation.Id);
        _scene.Story.Tell(Speaker.Person, $"{who}: {operation.Kind} {operation.InstanceId}");
    }

    /// <summary>A person pauses the automation.</summary>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why.</param>
    /// <param name="minutes">For how long; null until it is resumed.</param>
    public async Task PauseAsync(string by, string reason, int? minutes = null)
    {
        await _scene.Twin.Functions.PostAsync("api/automation/pause", new { by, reason, minutes }, _scene.Ending);
        _pauses.Add(new(_scene.Twin.Options.Clock.GetUtcNow(), Until: null));
        _scene.Story.Tell(Speaker.Person, $"{by} pauses the automation: {reason}");
    }

    /// <summary>A person lets the automation act again.</summary>
    /// <param name="by">Who.</param>
    public async Task ResumeAsync(string by)
    {
        _pauses[^1] = _pauses[^1] with { Until = _scene.Twin.Options.Clock.GetUtcNow() };
        await _scene.Twin.Functions.PostAsync("api/automation/resume", new { by }, _scene.Ending);
        _scene.Story.Tell(Speaker.Person, $"{by} lets it act again");
    }

    /// <summary>A person orders an action.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    /// <param name="action">restart, reimage or replace.</param>
    /// <param name="by">Who.</param>
    public async Task OrderAsync(string instanceId, string action, string by)
    {
        _scene.Story.Tell(Speaker.Person, $"{by} orders: {action} instance {instanceId}");
        await _scene.Twin.Functions.PostAsync($"api/instances/{instanceId}/{action}", new { by }, _scene.Ending);
    }
}
