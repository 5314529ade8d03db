using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Tests.Journal;

/// <summary>The files of a journal in memory, and one thing done to one of them, chosen by a seed.</summary>
/// <param name="files">The files by name.</param>
/// <param name="records">Where the records are: file, offset and length.</param>
internal sealed class Garbled(IReadOnlyDictionary<string, byte[]> files, IReadOnlyList<(string File, int Offset, int Length)> records)
{
    public static async Task<Garbled> OfAsync(string folder)
    {
        Dictionary<string, byte[]> files = [];
        foreach (string path in Directory.GetFiles(folder).Order())
        {
            files[Path.GetFileName(path)] = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        }

        return new(files, [.. JournalReader.Read(folder).OfType<JournalRecord>()
            .Select(record => (Path.GetFileName(record.File), (int)record.Offset, Frame.HeaderLength + record.Bytes.Length))]);
    }

    /// <summary>Writes the files with one change to an empty folder.</summary>
    /// <returns>A word on the change.</returns>
    public string WriteTo(string folder, int seed)
    {
        Random random = new(seed);
        Dictionary<string, byte[]> changed = new(files);
        string name = files.Keys.ElementAt(random.Next(files.Count));
        string done = Change(random, changed, name);
        foreach ((string file, byte[] bytes) in changed)
        {
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
        }

        return $"seed {seed}: {name} {done}";
    }

    private string Change(Random random, Dictionary<string, byte[]> changed, string name)
    {
        byte[] bytes = [.. changed[name]];
        changed[name] = bytes;
        switch (random.Next(9))
        {
            case 0:
                changed.Remove(name);
                return "deleted";
            case 1:
                changed[name] = bytes[..random.Next(bytes.Length)];
                return "cut";
            case 2 when records.Any(record => record.File == name):
                changed[name] = bytes[..Of(random, name).Offset];
                return "cut between records";
            case 3 when records.Any(record => record.File == name):
                changed[name] = Exchange(bytes, Of(random, name), Of(random, name));
                return "records exchanged";
            case 4 when records.Any(record => record.File == name):
                var (_, offset, length) = Of(random, name);
                changed[name] = [.. bytes[..(offset + length)], .. bytes[offset..(offset + length)], .. bytes[(offset + length)..]];
                return "record doubled";
            case 5 when records.Any(record => record.File == name):
                var left = Of(random, name);
                changed[name] = [.. bytes[..left.Offset], .. bytes[(left.Offset + left.Length)..]];
                return "record left out";
            case 6:
                int from = random.Next(bytes.Length);
                bytes.AsSpan(from, random.Next(bytes.Length - from) + 1).CopyTo(bytes.AsSpan(random.Next(from + 1)));
                return "block repeated";
            case 7:
                int zero = random.Next(bytes.Length);
                bytes.AsSpan(zero, Math.Min(bytes.Length - zero, random.Next(1, 512))).Clear();
                return "block emptied";
            default:
                for (int left1 = random.Next(1, 4); left1 > 0; left1--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return "bits flipped";
        }
    }

    private (string File, int Offset, int Length) Of(Random random, string name)
    {
        var own = records.Where(record => record.File == name).ToList();
        return own[random.Next(own.Count)];
    }

    private static byte[] Exchange(byte[] bytes, (string File, int Offset, int Length) one, (string File, int Offset, int Length) other)
    {
        var (first, second) = one.Offset <= other.Offset ? (one, other) : (other, one);
        if (first == second)
        {
            return bytes;
        }

        int between = first.Offset + first.Length;
        int behind = second.Offset + second.Length;
        return [.. bytes[..first.Offset], .. bytes[second.Offset..behind], .. bytes[between..second.Offset], .. bytes[first.Offset..between], .. bytes[behind..]];
    }
}
