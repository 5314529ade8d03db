namespace Steadfast.Local.AzureEmulator;

/// <summary>Resource health of the server: that it is unavailable, once for each time that it is.</summary>
internal sealed class DatabaseHealth(ResourceNames names, ResourceHealthAlerts alerts)
{
    private readonly Lock _gate = new();
    private bool _unavailable;

    /// <summary>A failover begins. Documented: one that somebody has asked for is "Planned", the service's own is "Unplanned".</summary>
    public void Unavailable(bool planned)
    {
        lock (_gate)
        {
            if (_unavailable)
            {
                return;
            }

            _unavailable = true;
        }

        // Where the alert says which of the two it is, is not documented: here in its title, and in the cause.
        alerts.Send(new(names.Database, "Unavailable", "Available")
        {
            Title = planned ? "Planned" : "Unplanned",
            Details = planned ? "A failover was asked for." : "The primary does not answer.",
            Cause = planned ? "UserInitiated" : "PlatformInitiated",
        });
    }

    /// <summary>The primary answers and nothing is being done to it. The rule asks for what is not well only, so nobody is told.</summary>
    public void Available()
    {
        lock (_gate)
        {
            _unavailable = false;
        }
    }
}
