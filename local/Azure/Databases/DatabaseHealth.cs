namespace Steadfast.Local.Azure;

/// <summary>What resource health says of the server: unavailable while a failover lasts, available when it is seen to answer again.</summary>
internal sealed class DatabaseHealth(ResourceNames names, ResourceHealthAlerts alerts)
{
    private readonly Lock _gate = new();
    private ResourceHealthEvent? _unavailable;

    /// <summary>A failover begins. Documented: one that somebody has asked for is "Planned", the service's own is "Unplanned".</summary>
    public void Unavailable(bool planned)
    {
        lock (_gate)
        {
            if (_unavailable is not null)
            {
                return;
            }

            // Where the alert says which of the two it is, is not documented: here in its title, and in the cause.
            _unavailable = new(names.Database, "Unavailable", "Available")
            {
                Title = planned ? "Planned" : "Unplanned",
                Details = planned ? "A failover was asked for." : "The primary does not answer.",
                Cause = planned ? "UserInitiated" : "PlatformInitiated",
            };
            alerts.Send(_unavailable);
        }
    }

    /// <summary>The primary answers and nothing is being done to it.</summary>
    public void Available()
    {
        lock (_gate)
        {
            if (_unavailable is { } was)
            {
                _unavailable = null;
                alerts.Send(was with { Current = was.Previous, Previous = was.Current, Status = "Resolved" });
            }
        }
    }
}
