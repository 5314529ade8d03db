namespace Steadfast.Local.Stack.Processes;

/// <summary>
/// The last lines of a process's output. Bounded in lines and in line length, whatever the process writes.
/// Safe to use from any thread.
/// </summary>
public sealed class OutputTail(int capacity)
{
    /// <summary>Characters of a line that are kept; the rest of the line is dropped.</summary>
    public const int MaxLine = 2_000;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    /// <summary>The lines kept, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The lines as one text, or a remark that there are none.</summary>
    public override string ToString() => Lines is { Count: > 0 } lines ? string.Join('\n', lines) : "(no output)";

    internal void Add(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            while (_lines.Count > capacity)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>Reads until the stream ends. Reads on whatever comes, so that a full pipe never stops the process.</summary>
    internal async Task PumpAsync(TextReader reader)
    {
        using var closing = reader;
        var buffer = new char[4096];
        var line = new System.Text.StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
        {
            foreach (char next in buffer.AsSpan(0, read))
            {
                if (next == '\n')
                {
                    Add(line.ToString());
                    line.Clear();
                }
                else if (line.Length < MaxLine)
                {
                    line.Append(next);
                }
            }
        }

        if (line.Length > 0)
        {
            Add(line.ToString());
        }
    }
}
