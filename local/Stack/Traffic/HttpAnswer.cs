using System.Globalization;
using System.Text;

namespace Steadfast.Local.Stack.Traffic;

/// <summary>Collects the bytes of one HTTP/1.1 answer and says whether it is complete. Bounded to a megabyte.</summary>
internal sealed class HttpAnswer
{
    private const int MaxBytes = 1024 * 1024;

    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _bodyStart;
    private int? _bodyLength;
    private bool _chunked;

    /// <summary>Status, 0 until the head is there.</summary>
    public int Status { get; private set; }

    /// <summary>Value of <c>X-Served-By</c>, or null.</summary>
    public string? ServedBy { get; private set; }

    /// <summary>True once head and body are there.</summary>
    public bool Complete { get; private set; }

    /// <summary>True when the bound is reached.</summary>
    public bool TooLong => _length >= MaxBytes;

    /// <summary>Position of the next bytes.</summary>
    public Memory<byte> Free()
    {
        if (_length == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        return _bytes.AsMemory(_length);
    }

    /// <summary>Takes in that many bytes; 0 is the end of the stream.</summary>
    public void Take(int count)
    {
        _length += count;
        if (_bodyStart == 0)
        {
            ReadHead();
        }

        if (_bodyStart > 0)
        {
            Complete = _bodyLength switch
            {
                _ when _chunked => _bytes.AsSpan(_bodyStart, _length - _bodyStart).EndsWith("0\r\n\r\n"u8),
                { } expected => _length - _bodyStart >= expected,
                null => count == 0,
            };
        }
    }

    /// <summary>Judges the answer after the last byte.</summary>
    public TrafficOutcome Judge() => this switch
    {
        { Complete: true, Status: >= 200 and < 300 } => TrafficOutcome.Good,
        { Complete: true, Status: > 0 } => TrafficOutcome.Status,
        { TooLong: true } or { Complete: true } => TrafficOutcome.Malformed,
        { _length: > 0, _bodyStart: 0 } when !LooksLikeHttp => TrafficOutcome.Malformed,
        _ => TrafficOutcome.Closed,
    };

    private bool LooksLikeHttp => _bytes.AsSpan(0, Math.Min(_length, 7)).SequenceEqual("HTTP/1."u8[..Math.Min(_length, 7)]);

    private void ReadHead()
    {
        int end = _bytes.AsSpan(0, _length).IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return;
        }

        _bodyStart = end + 4;
        string[] lines = Encoding.Latin1.GetString(_bytes, 0, end).Split("\r\n");
        Status = lines[0].Length >= 12 && LooksLikeHttp && int.TryParse(lines[0].AsSpan(9, 3), NumberStyles.None, null, out int status)
            ? status
            : 0;
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':');
            if (colon > 0)
            {
                ReadHeader(line[..colon], line[(colon + 1)..].Trim());
            }
        }
    }

    private void ReadHeader(string name, string value)
    {
        if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
        {
            _bodyLength = int.TryParse(value, NumberStyles.None, null, out int length) ? length : null;
        }
        else if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
        {
            _chunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase);
        }
        else if (name.Equals("X-Served-By", StringComparison.OrdinalIgnoreCase))
        {
            ServedBy = value;
        }
    }
}
