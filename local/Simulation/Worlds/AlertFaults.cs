using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Engine;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>Faults on the way of alerts: those of a time are lost, late or repeated.</summary>
internal sealed class AlertFaults(World world)
{
    private readonly Dice _dice = new(world.Schedule.Seed ^ 0x1111_2222_3333_4444);

    /// <summary>Until when alerts are lost.</summary>
    public DateTimeOffset LostUntil { get; set; }

    /// <summary>Until when they come late, by different times, so that they overtake each other.</summary>
    public DateTimeOffset LateUntil { get; set; }

    /// <summary>Until when they come several times.</summary>
    public DateTimeOffset RepeatedUntil { get; set; }

    /// <summary>Plans the delivery of an alert.</summary>
    public DeliveryPlan Plan(Alert alert)
    {
        world.Log.Tell($"alert {alert.Rule.Name} {alert.Condition} {string.Join(", ", alert.Dimensions.Select(one => one.Value))}".TrimEnd());
        DateTimeOffset now = world.Clock.GetUtcNow();
        if (now < LostUntil)
        {
            return DeliveryPlan.Lost;
        }

        int copies = now < RepeatedUntil ? _dice.Between(2, 4) : 1;
        TimeSpan delay = now < LateUntil ? _dice.Between(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(12)) : TimeSpan.Zero;
        return new(copies, delay);
    }
}
