using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>Writes the parts of a record: numbers little-endian, texts as length + UTF-8, with -1 for null.</summary>
internal sealed class RecordWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Clear() => _buffer.ResetWrittenCount();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Number(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(-1);
            return;
        }

        Span<byte> space = _buffer.GetSpan(4 + Encoding.UTF8.GetMaxByteCount(value.Length));
        int length = Encoding.UTF8.GetBytes(value, space[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(space, length);
        _buffer.Advance(4 + length);
    }

    public void Moment(DateTime value) => Number(value.Ticks);

    public void Moment(DateTime? value) => Number(value?.Ticks ?? -1);

    public void Each<T>(IReadOnlyCollection<T> items, Action<RecordWriter, T> write)
    {
        Number(items.Count);
        foreach (T item in items)
        {
            write(this, item);
        }
    }

    public void Message(Message message)
    {
        Number(message.Number);
        Text(message.To);
        Text(message.Execution);
        Moment(message.DueAt);
        Event(message.Event);
    }

    public void Event(HistoryEvent what)
    {
        // Most events have few parts: one flag each says which are there.
        int parts =
            (what.Name is null ? 0 : 1) | (what.Data is null ? 0 : 2) | (what.Target is null ? 0 : 4) | (what.FireAt is null ? 0 : 8)
            | (what.Failure is null ? 0 : 16) | (what.Execution is null ? 0 : 32) | (what.Caller is null ? 0 : 64) | (what.Tags is null ? 0 : 128);
        Byte((byte)what.Kind);
        Byte((byte)parts);
        Moment(what.Time);
        Number(what.Id);
        TextIf(what.Name);
        TextIf(what.Data);
        TextIf(what.Target);
        if (what.FireAt is { } at)
        {
            Moment(at);
        }

        if (what.Failure is { } failure)
        {
            Failure(failure);
        }

        TextIf(what.Execution);
        if (what.Caller is { } caller)
        {
            Text(caller.Name);
            Text(caller.InstanceId);
            Text(caller.Execution);
            Number(caller.TaskId);
        }

        if (what.Tags is { } tags)
        {
            Each(tags, static (writer, tag) =>
            {
                writer.Text(tag.Key);
                writer.Text(tag.Value);
            });
        }
    }

    public void ExecutionStatus(ExecutionStatus standing)
    {
        Byte((byte)standing.Status);
        Moment(standing.UpdatedAt);
        Text(standing.CustomStatus);
        Text(standing.Output);
        Byte(standing.Failure is null ? (byte)0 : (byte)1);
        if (standing.Failure is { } failure)
        {
            Failure(failure);
        }
    }

    private void TextIf(string? value)
    {
        if (value is not null)
        {
            Text(value);
        }
    }

    private void Failure(TaskFailureDetails failure)
    {
        Text(failure.ErrorType);
        Text(failure.ErrorMessage);
        Text(failure.StackTrace);
        Byte(failure.InnerFailure is null ? (byte)0 : (byte)1);
        if (failure.InnerFailure is { } inner)
        {
            Failure(inner);
        }
    }
}
