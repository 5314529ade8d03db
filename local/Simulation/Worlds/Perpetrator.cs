using System.Text.Json.Nodes;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Models;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>Does to a world what its schedule says.</summary>
internal sealed class Perpetrator
{
    private readonly World _world;
    private readonly People _people;
    private readonly AlertFaults _alerts;
    private readonly Autoscale _autoscale;
    private readonly HashSet<string> _ownOperations = [];

    public Perpetrator(World world, People people)
    {
        (_world, _people) = (world, people);
        _alerts = new(world);
        _autoscale = new(world);
        world.Azure.ActionGroup.Plan = _alerts.Plan;
    }

    /// <summary>Operations that others than the automation began: people at the portal, autoscale.</summary>
    public IReadOnlySet<string> OthersOperations => _ownOperations;

    /// <summary>Sizes that autoscale gave the scale set.</summary>
    public IReadOnlyList<SizeChange> Resized => _autoscale.Resized;

    /// <summary>Arms every fault of the schedule.</summary>
    public void Begin()
    {
        foreach (Fault fault in _world.Schedule.Faults)
        {
            _world.After(fault.At, () =>
            {
                _world.Log.Tell($"fault: {fault}");
                Do(fault);
            });
        }
    }

    /// <summary>Takes everything back that does not end by itself: the people of a world come and put it in order.</summary>
    public void PutInOrder()
    {
        _world.Log.Tell("people put in order what does not end by itself");
        _world.Azure.Faults.Clear();
        _world.Azure.Answers.TakeBack();
        _world.Ways.End();
        _world.Azure.Upgrades.Cancel();
        _world.Fleet.BadImage = null;
        _world.Database.Mend();
        _world.Database.Lag = TimeSpan.Zero;
        _world.Azure.Database!.RepairsStandby = true;
        foreach (Machine machine in Machines.Where(machine => machine.Cure == Cure.Person))
        {
            machine.Mend();
        }

        Note(Portal.AskForMissing(_world));
        if (_world.App is { } app)
        {
            app.Ahead = TimeSpan.Zero;
            _people.Resume();
        }
    }

    private DateTimeOffset Now => _world.Clock.GetUtcNow();

    private Machine[] Machines => [.. _world.Azure.ScaleSet.Instances.Select(instance => (Machine)instance.Machine)];

    private Machine? Hit(Fault fault) => (Machine?)HitInstance(fault)?.Machine;

    private Instance? HitInstance(Fault fault) => _world.Azure.ScaleSet.Instances is { Count: > 0 } all ? all[fault.Target % all.Count] : null;

    private void Do(Fault fault)
    {
        if (fault.Kind <= FaultKind.BadImage)
        {
            DoToMachines(fault);
        }
        else if (fault.Kind <= FaultKind.StandbyLag)
        {
            DoToDatabase(fault);
        }
        else if (fault.Kind <= FaultKind.ViewPartial)
        {
            DoToPlane(fault);
        }
        else if (fault.Kind <= FaultKind.Autoscale)
        {
            DoByOthers(fault);
        }
        else if (fault.Kind >= FaultKind.AnswersLost)
        {
            _world.Ways.Begin(fault, HitInstance(fault));
        }
        else if (_world.App is { } app)
        {
            DoToAutomation(fault, app);
        }
        else
        {
            Note(Portal.Do(_world, fault, HitInstance(fault)));
        }
    }

    private void DoToMachines(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.ZoneLoss:
                string zone = $"{(fault.Target % 3) + 1}";
                _world.Fleet.Darken(zone, true);
                _world.After(fault.Lasting, () => _world.Fleet.Darken(zone, false));
                return;
            case FaultKind.BadImage:
                _world.Fleet.BadImage = (Sickness.Failing, Cure.Person);
                _world.After(fault.Lasting, () => _world.Fleet.BadImage = null);
                return;
        }

        (Sickness sickness, Cure cure) = fault.Kind switch
        {
            FaultKind.Crash => (Sickness.Crashed, Cure.Restart),
            FaultKind.Hang => (Sickness.Hung, Cure.Restart),
            FaultKind.Slow => (Sickness.Slow, Cure.Restart),
            FaultKind.Poison => (Sickness.Failing, Cure.Reimage),
            FaultKind.BadHost => (Sickness.Crashed, Cure.Replace),
            FaultKind.Flap => (Sickness.Flapping, Cure.Reimage),
            FaultKind.Blip => (Sickness.Crashed, Cure.Time),
            _ => (Sickness.Failing, Cure.Person),
        };
        Hit(fault)?.Fall(sickness, cure, $"{fault.Kind}", fault.Lasting / 4);
    }

    private void DoToDatabase(Fault fault)
    {
        DatabasePair pair = _world.Database;
        switch (fault.Kind)
        {
            case FaultKind.DatabaseCrash:
                pair.Die();
                break;
            case FaultKind.DatabaseHang:
                pair.Hang();
                break;
            case FaultKind.DatabaseReadOnly:
                pair.IsReadOnly = true;
                break;
            case FaultKind.DatabaseCutOff:
                pair.IsCutOff = true;
                break;
            case FaultKind.StandbyDead:
                pair.LoseStandby();
                _world.Azure.Database!.RepairsStandby = false;
                _world.After(fault.Lasting, () => _world.Azure.Database!.RepairsStandby = true);
                break;
            case FaultKind.StandbyDegraded:
                pair.IsDegraded = true;
                _world.After(fault.Lasting, () => pair.IsDegraded = false);
                break;
            case FaultKind.StandbyLag:
                pair.Lag = TimeSpan.FromSeconds(30 * fault.Amount);
                _world.After(fault.Lasting, () => pair.Lag = TimeSpan.Zero);
                break;
        }
    }

    private void DoToPlane(Fault fault)
    {
        ControlPlaneFaults plane = _world.Azure.Faults;
        switch (fault.Kind)
        {
            case FaultKind.AlertsLost:
                _alerts.LostUntil = Now + fault.Lasting;
                break;
            case FaultKind.AlertsLate:
                _alerts.LateUntil = Now + fault.Lasting;
                break;
            case FaultKind.AlertsRepeated:
                _alerts.RepeatedUntil = Now + fault.Lasting;
                break;
            case FaultKind.Throttled:
                plane.Throttle(fault.Amount, fault.Lasting / 5);
                break;
            case FaultKind.OperationFails:
                plane.FailNextOperation();
                break;
            case FaultKind.OperationStuck:
                plane.StickNextOperation();
                _world.After(fault.Lasting, plane.ReleaseStuckOperations);
                break;
            case FaultKind.NoCapacity:
                plane.AllocationRefused = true;
                _world.After(fault.Lasting, () => plane.AllocationRefused = false);
                break;
            case FaultKind.ViewLags:
                plane.ViewLag = TimeSpan.FromSeconds(10 * fault.Amount);
                _world.After(fault.Lasting, () => plane.ViewLag = TimeSpan.Zero);
                break;
            case FaultKind.ReadsFail:
                _world.Azure.Answers.Tell(new("GET", "*/virtualMachines*") { IsInstead = true, Status = 503, Text = """{"error":{"code":"ServiceUnavailable","message":"busy"}}""", Times = fault.Amount * 3 });
                break;
            case FaultKind.ViewPartial:
                _world.Azure.Answers.Tell(new("GET", "*/virtualMachines") { Json = CutShort, Times = fault.Amount });
                break;
        }
    }

    private void DoByOthers(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Deployment:
                _world.Azure.Upgrades.Start();
                break;
            case FaultKind.Autoscale:
                Note(_autoscale.Resize(fault.Amount % 2 == 0 ? 1 : -1));
                break;
        }
    }

    private void DoToAutomation(Fault fault, FunctionAppRun app)
    {
        switch (fault.Kind)
        {
            case FaultKind.PersonPauses:
                _people.PauseFor(PauseOf(fault));
                break;
            case FaultKind.PersonOrders:
                if (Hit(fault) is { } machine)
                {
                    _people.Order(machine.Spec.InstanceId, new[] { "restart", "reimage", "replace" }[fault.Amount % 3], fault.Amount % 4 == 0);
                }

                break;
            case FaultKind.PersonAborts:
                _people.Abort(fault.Target);
                break;
            case FaultKind.PersonFailsOver:
                _people.FailOver(new[] { "graceful", "recover", "force" }[fault.Amount % 3]);
                break;
            case FaultKind.Lease:
                _people.Lease(fault.Amount);
                break;
            case FaultKind.AppKilled:
                AppKills.Begin(_world, fault.Amount % 3);
                break;
            case FaultKind.SecondWorker:
                app.StartSecondWorker();
                _world.After(fault.Lasting, app.StopOneWorker);
                break;
            case FaultKind.ClockApart:
                app.Ahead = TimeSpan.FromSeconds(fault.Amount - 10);
                _world.After(fault.Lasting, () => _world.App!.Ahead = TimeSpan.Zero);
                break;
        }
    }

    /// <summary>Length of a person's pause: every third forgets, and remembers half a day later.</summary>
    public static TimeSpan PauseOf(Fault fault) => fault.Amount % 3 == 0 ? TimeSpan.FromHours(12) : fault.Lasting;

    private void Note(Operation? operation)
    {
        if (operation is not null)
        {
            _ownOperations.Add(operation.Id);
        }
    }

    private static void CutShort(JsonNode list)
    {
        if (list["value"] is JsonArray { Count: > 1 } instances)
        {
            instances.RemoveAt(instances.Count - 1);
        }
    }
}
