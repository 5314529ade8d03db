using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>After a failover one web server goes on looking for the database where it was. It is restarted, and no other.</summary>
public sealed class StalePoolsScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "stale-pools";

    /// <inheritdoc/>
    public override string Title => "after a failover one web server stays with the former primary";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected =>
        new(IncidentOutcome.Recovered, FailureKind.StaleConnections, OperationKind.Failover) { OnWebServers = ["restart 1"] };

    private const string Stale = "1";

    /// <inheritdoc/>
    protected override bool PageIsServed => false;

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        TwinMachine machine = drill.Twin.Machine(Stale);
        EndpointEntrance way = drill.Database.WayOf(machine);
        drill.Drill.Faults.BreakDatabase(
            $"web server {Stale} from now on knows the database only by where it is at this moment, until it is restarted");
        way.Pin();
        drill.Twin.MachineChanged += (changed, what) =>
        {
            if (changed == machine && what == TwinMachine.Stopping)
            {
                way.Restore();
            }
        };
        drill.CrashPrimary();
        return Task.CompletedTask;
    }
}
