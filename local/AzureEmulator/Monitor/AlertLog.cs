namespace Steadfast.Local.AzureEmulator;

/// <summary>An alert as people handle it: what has happened to it since it fired.</summary>
/// <param name="Alert">Its latest notification.</param>
/// <param name="State">New, Acknowledged or Closed: what people say of it.</param>
/// <param name="Modified">When it last changed.</param>
/// <param name="History">Every change, oldest first.</param>
internal sealed record AlertEntry(Alert Alert, string State, DateTimeOffset Modified, IReadOnlyList<AlertModification> History)
{
    public const string New = "New";

    /// <summary>The states that a person can set.</summary>
    public static IReadOnlyList<string> States { get; } = [New, "Acknowledged", "Closed"];

    /// <summary>Last part of the alert's id.</summary>
    public string Name => Alert.AlertId[(Alert.AlertId.LastIndexOf('/') + 1)..];
}

/// <summary>One change of an alert.</summary>
/// <param name="Event">AlertCreated, MonitorConditionChange or StateChange.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is since.</param>
/// <param name="At">When.</param>
internal sealed record AlertModification(string Event, string Before, string After, DateTimeOffset At);

/// <summary>The latest alerts that were sent. Bounded, safe from any thread.</summary>
internal sealed class AlertLog(TimeProvider clock)
{
    private const int Remembered = 1_000;

    private readonly Lock _gate = new();
    private readonly List<AlertEntry> _entries = [];

    /// <summary>The alerts, newest first.</summary>
    public IReadOnlyList<AlertEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.OrderByDescending(entry => entry.Modified)];
            }
        }
    }

    public AlertEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public void Record(Alert alert)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var at = _entries.FindIndex(entry => entry.Alert.AlertId == alert.AlertId);
            if (at >= 0)
            {
                var entry = _entries[at];
                AlertModification change = new("MonitorConditionChange", entry.Alert.Condition, alert.Condition, now);
                _entries[at] = entry with { Alert = alert, Modified = now, History = [.. entry.History, change] };
                return;
            }

            _entries.Add(new(alert, AlertEntry.New, now, [new("AlertCreated", "", AlertEntry.New, now)]));
            if (_entries.Count > Remembered)
            {
                _entries.RemoveAt(0);
            }
        }
    }

    /// <summary>Sets what people say of an alert; null for one that is not known.</summary>
    public AlertEntry? Change(string name, string state)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var at = _entries.FindIndex(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                return null;
            }

            var entry = _entries[at];
            return _entries[at] = entry.State == state
                ? entry
                : entry with { State = state, Modified = now, History = [.. entry.History, new("StateChange", entry.State, state, now)] };
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }
}
