using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>Meaning of a failed call for the action that was asked for.</summary>
internal static class StartAnswers
{
    public static StartedOperation Of(ArmFailure why) => why.Refusal is { Kind: not ArmRefusalKind.Passing } lasting
        ? new(StartKind.Refused, null, null, $"the platform refused: {why}; {lasting.Reason}") { IsForGood = true }
        : ByStatus(why);

    private static StartedOperation ByStatus(ArmFailure why) => why.Status switch
    {
        409 => NotNow($"another operation is in the way ({why})", why),
        429 => NotNow("the platform asks to slow down (429)", why),
        >= 400 and < 500 and not 408 => new(StartKind.Refused, null, null, $"the platform refused: {why}"),
        _ => NotNow($"the platform cannot take it now ({why})", why),
    };

    private static StartedOperation NotNow(string detail, ArmFailure why) => new(StartKind.NotNow, null, why.RetryAfter, detail);
}
