using System.Buffers.Binary;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public int Number() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long LongNumber() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public string? Text()
    {
        int length = Number();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    public DateTime Moment() => new(LongNumber(), DateTimeKind.Utc);

    public DateTime? MomentOrNone()
    {
        long ticks = LongNumber();
        return ticks < 0 ? null : new(ticks, DateTimeKind.Utc);
    }

    public long[] Numbers()
    {
        long[] numbers = new long[Number()];
        for (int index = 0; index < numbers.Length; index++)
        {
            numbers[index] = LongNumber();
        }

        return numbers;
    }

    public Message[] Messages()
    {
        Message[] messages = new Message[Number()];
        for (int index = 0; index < messages.Length; index++)
        {
            messages[index] = Message();
        }

        return messages;
    }

    public Message Message()
    {
        long number = LongNumber();
        string to = Text()!;
        string? execution = Text();
        DateTime? due = MomentOrNone();
        return new(number, to, execution, Event(), due);
    }

    public HistoryEvent[] Events()
    {
        HistoryEvent[] events = new HistoryEvent[Number()];
        for (int index = 0; index < events.Length; index++)
        {
            events[index] = Event();
        }

        return events;
    }

    public HistoryEvent Event()
    {
        EventKind kind = (EventKind)Byte();
        int parts = Byte();
        return new()
        {
            Kind = kind,
            Time = Moment(),
            Id = Number(),
            Name = (parts & 1) != 0 ? Text() : null,
            Data = (parts & 2) != 0 ? Text() : null,
            Target = (parts & 4) != 0 ? Text() : null,
            FireAt = (parts & 8) != 0 ? Moment() : null,
            Failure = (parts & 16) != 0 ? Failure() : null,
            Execution = (parts & 32) != 0 ? Text() : null,
            Caller = (parts & 64) != 0 ? new(Text()!, Text()!, Text()!, Number()) : null,
            Tags = (parts & 128) != 0 ? Tags() : null,
        };
    }

    public ExecutionStatus ExecutionStatus() =>
        new((OrchestrationRuntimeStatus)Byte(), Moment(), Text(), Text(), Byte() != 0 ? Failure() : null);

    private TaskFailureDetails Failure() => new(Text()!, Text()!, Text(), Byte() != 0 ? Failure() : null, null);

    private Dictionary<string, string> Tags()
    {
        Dictionary<string, string> tags = [];
        for (int left = Number(); left > 0; left--)
        {
            tags.Add(Text()!, Text()!);
        }

        return tags;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
