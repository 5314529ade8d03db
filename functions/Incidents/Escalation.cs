namespace Steadfast.Functions.Incidents;

/// <summary>Words that every hand-over to a person ends with.</summary>
public static class Escalation
{
    /// <summary>The end of the sentence.</summary>
    public const string HandedOver = "a person must look, nothing more is done until a new signal comes";
}
