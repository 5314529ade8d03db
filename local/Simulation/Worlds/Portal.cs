using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Faults;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>People without an automation do by hand at the portal what they would have ordered from it, and switch off what acts there by itself.</summary>
internal static class Portal
{
    /// <summary>Does it.</summary>
    /// <param name="target">The instance that was meant; null when it is not about one.</param>
    /// <returns>The operation; null when none came of it.</returns>
    public static Operation? Do(World world, Fault fault, Instance? target)
    {
        switch (fault.Kind)
        {
            case FaultKind.PersonOrders when target is not null:
                return OnInstance(world, target, fault.Amount % 3);
            case FaultKind.PersonFailsOver:
                return world.Azure.DatabaseActions!.Failover().Operation;
            case FaultKind.PersonPauses:
                Pause(world, Perpetrator.PauseOf(fault));
                return null;
            case FaultKind.Lease:
                Pause(world, TimeSpan.FromMinutes(fault.Amount));
                return null;
            default:
                return null;
        }
    }

    /// <summary>Asks for instances that are wanted and do not exist, as people do who are told of them.</summary>
    /// <returns>The operation; null when none is missing.</returns>
    public static Operation? AskForMissing(World world)
    {
        ScaleSetState set = world.Azure.ScaleSet.State;
        return set.Instances.Count < set.Capacity ? world.Azure.SetActions.Resize(set.Capacity).Operation : null;
    }

    private static void Pause(World world, TimeSpan lasting)
    {
        world.Policy.Pause(world, true);
        world.After(lasting, () => world.Policy.Pause(world, false));
    }

    // Whoever replaces an instance by hand deletes it, and asks for another one when it is gone: nobody does that for no reason.
    private static Operation? OnInstance(World world, Instance target, int which) => which switch
    {
        0 => world.Azure.Actions.Restart(target).Operation,
        1 => world.Azure.Actions.Reimage(target).Operation,
        _ => null,
    };
}
