using System.Collections.Concurrent;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>Writes down what the balancer thinks of the machines, for the judgement after the run.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly Twin _twin;
    private readonly ConcurrentQueue<Move> _moves = [];
    private readonly ConcurrentDictionary<string, DateTimeOffset?> _lastFlows = [];

    public Recorder(Twin twin)
    {
        _twin = twin;
        Health = new(twin.Options.Clock.GetUtcNow(), twin.Machines.Select(machine => machine.Id));
        twin.Balancer.HealthChanged += Note;
        twin.Balancer.Probed += Note;
        twin.Azure.ScaleSet.Changed += Note;
    }

    public HealthHistory Health { get; }

    /// <summary>Instances that came and went, oldest first.</summary>
    public IReadOnlyList<Move> Moves => [.. _moves];

    /// <summary>
    /// The last new connection that a machine was sent before the balancer took it out for the first time; null when it did not.
    /// </summary>
    public DateTimeOffset? LastFlow(string instanceId) => _lastFlows.GetValueOrDefault(instanceId);

    public void Dispose()
    {
        _twin.Balancer.HealthChanged -= Note;
        _twin.Balancer.Probed -= Note;
        _twin.Azure.ScaleSet.Changed -= Note;
    }

    private void Note(MemberChange change)
    {
        if (change.Stage is MemberStage.Made or MemberStage.Removed)
        {
            _moves.Enqueue(new(_twin.Options.Clock.GetUtcNow(), change.Instance.Spec.InstanceId, change.Stage == MemberStage.Made));
        }

        if (change.Stage == MemberStage.Removing)
        {
            Health.Change(_twin.Options.Clock.GetUtcNow(), change.Instance.Spec.InstanceId, serves: false);
        }
    }

    private void Note(ProbeResult probe)
    {
        if (_twin.Machines.FirstOrDefault(machine => machine.EndPoint.Equals(probe.Backend)) is { } machine)
        {
            Health.Probed(probe.At, machine.Id, probe.Success);
        }
    }

    private void Note(HealthChange change)
    {
        if (_twin.Machines.FirstOrDefault(machine => machine.EndPoint.Equals(change.Backend)) is not { } machine)
        {
            return;
        }

        Health.Change(change.At, machine.Id, change.Up);
        if (!change.Up)
        {
            // Read before the repair lets it back in: from the change on no new connection goes there.
            _lastFlows.TryAdd(machine.Id, _twin.BackendOf(machine)?.LastNewFlowAt);
        }
    }
}
