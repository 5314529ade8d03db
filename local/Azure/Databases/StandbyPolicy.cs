namespace Steadfast.Local.Azure;

/// <summary>What a look says of the standby.</summary>
internal enum StandbyVerdict
{
    /// <summary>Nothing new.</summary>
    Unchanged,

    /// <summary>It is gone.</summary>
    Lost,

    /// <summary>It has caught up.</summary>
    Caught,
}

/// <summary>How the state of high availability follows what is seen. Pure: no clock, so every rule is a row in a test.</summary>
internal static class StandbyPolicy
{
    // Own choice, as for the primary; how often the service looks at the standby is not documented.
    private const int SilentLooks = 2;

    /// <summary>A standby that answers but lags or has stopped replicating is not lost: the metrics tell of that.</summary>
    public static StandbyVerdict Judge(string state, DatabaseSighting seen, int silentLooks) => state switch
    {
        HighAvailabilityState.Healthy or HighAvailabilityState.ReplicatingData when silentLooks >= SilentLooks && seen != DatabaseSighting.Nothing => StandbyVerdict.Lost,
        HighAvailabilityState.ReplicatingData when seen.IsInSync => StandbyVerdict.Caught,
        _ => StandbyVerdict.Unchanged,
    };
}
