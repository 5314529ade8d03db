using Steadfast.Functions.Actions;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>
/// Keeps a failover that was sent and that nobody has answered for. It is in no record until the standby is seen to have taken over.
/// </summary>
internal sealed class UnansweredFailover
{
    private ActionTaken? _action;
    private string? _zone;

    /// <summary>Takes a failover that was not begun, as far as is known, into account.</summary>
    /// <param name="zone">The zone of the primary when it was asked for; null when it had none.</param>
    public void Held(ActionTaken action, string? zone, DateTime now)
    {
        if (action.MayHaveBegun)
        {
            (_action, _zone) = (action with { Accepted = now }, zone);
        }
    }

    /// <summary>Tells whether there is one that nobody has answered for.</summary>
    public bool IsOpen => _action is not null;

    /// <summary>Forgets it when the platform has accepted another one since.</summary>
    public void Begun(ActionTaken next)
    {
        if (next.Accepted is not null)
        {
            _action = null;
        }
    }

    /// <summary>Gives the failover, once, when the platform shows that it was carried out; null otherwise.</summary>
    /// <param name="server">The server as it is shown; null when it could not be read.</param>
    public ActionTaken? Seen(DatabaseServerReading? server, DateTime now)
    {
        if (_action is not { } sent || server is not { IsFailingOver: false } || !server.HasMovedFrom(_zone))
        {
            return null;
        }

        _action = null;
        return sent with { Done = now, Result = ActionResult.Succeeded, Detail = DatabaseText.TookOverUnanswered };
    }
}
