namespace Steadfast.Local.AzureEmulator;

/// <summary>An endpoint that alerts are posted to.</summary>
/// <param name="Name">Named in logs and deliveries; the address never is, for its query holds a key.</param>
/// <param name="ServiceUri">The address, with ?code=… where the endpoint wants a key.</param>
public sealed record WebhookReceiver(string Name, Uri ServiceUri)
{
    /// <summary>The name only: the address holds a key.</summary>
    public override string ToString() => Name;
}

/// <summary>One attempt to deliver one alert to one receiver, or the decision not to try.</summary>
/// <param name="At">When the attempt ended.</param>
/// <param name="Receiver">Name of the receiver.</param>
/// <param name="AlertId">The alert.</param>
/// <param name="Condition">Fired or Resolved.</param>
/// <param name="Attempt">1 for the first; 0 when none was made.</param>
/// <param name="Outcome">The HTTP status, "unreachable", "timeout", "silenced" or "dropped".</param>
public sealed record Delivery(DateTimeOffset At, string Receiver, string AlertId, string Condition, int Attempt, string Outcome);

/// <summary>Change that a scenario makes to the delivery of one alert.</summary>
/// <param name="Copies">How often it is sent: 0 loses it, 2 duplicates it.</param>
/// <param name="Delay">How late it is sent.</param>
public sealed record DeliveryPlan(int Copies, TimeSpan Delay)
{
    /// <summary>Once and at once.</summary>
    public static DeliveryPlan Normal { get; } = new(1, TimeSpan.Zero);

    /// <summary>Never.</summary>
    public static DeliveryPlan Lost { get; } = new(0, TimeSpan.Zero);

    /// <summary>Once, but late.</summary>
    public static DeliveryPlan Late(TimeSpan delay) => new(1, delay);

    /// <summary>Delivers an alert so many times, at once.</summary>
    public static DeliveryPlan Repeated(int copies) => new(copies, TimeSpan.Zero);
}
