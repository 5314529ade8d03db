using Microsoft.DurableTask;

namespace Steadfast.Functions.Incidents;

/// <summary>Tells of a signal that joined an incident or was withdrawn from it.</summary>
/// <param name="Id">Id of the signal, such as Azure's id of the alert.</param>
/// <param name="IsOpen">True when it joined, false when it was withdrawn.</param>
/// <param name="Text">The sentence to show: "alert lb-probe-down was resolved".</param>
public sealed record SignalChange(string Id, bool IsOpen, string Text);

/// <summary>
/// Keeps the signals that ask for an incident. Only when every one of them has been withdrawn, and nothing was begun, an incident that
/// waits may end for that reason. Deliveries may come in any order, so a withdrawal counts for its own signal alone.
/// </summary>
internal sealed class OpenSignals
{
    /// <summary>Names the event that carries a <see cref="SignalChange"/>.</summary>
    public const string Event = "Signal";

    private readonly TaskOrchestrationContext _context;
    private readonly HashSet<string> _open = [];
    private Task<SignalChange> _next;
    private string? _lastWithdrawal;

    /// <summary>Begins to listen.</summary>
    /// <param name="first">The signal that opened the incident; null when a person did, who is not overruled by an alert.</param>
    public OpenSignals(TaskOrchestrationContext context, string? first)
    {
        _context = context;
        _next = context.WaitForExternalEvent<SignalChange>(Event);
        _open.Add(first ?? context.InstanceId);
    }

    /// <summary>Gets the sentence of the last withdrawal when no signal is left, else null.</summary>
    public string? AllWithdrawn
    {
        get
        {
            TakeIn();
            if (_open.Count > 0)
            {
                return null;
            }

            return _lastWithdrawal;
        }
    }

    private void TakeIn()
    {
        while (_next.IsCompletedSuccessfully)
        {
            SignalChange change = _next.Result;
            _next = _context.WaitForExternalEvent<SignalChange>(Event);
            if (change.IsOpen)
            {
                _open.Add(change.Id);
            }
            else if (_open.Remove(change.Id))
            {
                _lastWithdrawal = change.Text;
            }
        }
    }
}
