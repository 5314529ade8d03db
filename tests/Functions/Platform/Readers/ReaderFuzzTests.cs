using System.Diagnostics;
using System.Text;

namespace Steadfast.Functions.Tests.Platform.Readers;

/// <summary>No body leads to an exception, and nothing that is read of one steers a terminal. A failure tells the seed and the body.</summary>
[Trait("Category", "fast")]
public sealed class ReaderFuzzTests
{
    private const int Seed = 20261128;

    [Fact]
    public void Every_recorded_body_is_read() =>
        Assert.All(BodyReaders.All, reader => Assert.NotNull(reader.Read(Encoding.UTF8.GetBytes(reader.Body))));

    [Fact]
    public void No_exception_leaves_a_reader_in_twenty_thousand_spoilt_bodies() => Spoil(20_000, Seed);

    [Fact(Explicit = true)]
    public void No_exception_leaves_a_reader_in_a_million_spoilt_bodies()
    {
        Stopwatch watch = Stopwatch.StartNew();
        Spoil(1_000_000, Seed + 1);
        TestContext.Current.SendDiagnosticMessage($"1,000,000 bodies in {watch.Elapsed.TotalSeconds:F0} s");
    }

    private static void Spoil(int cases, int seed)
    {
        Random random = new(seed);
        BodyMutator[] mutators = [.. BodyReaders.All.Select(reader => reader.Body[0] is '{' ? new BodyMutator(reader.Body) : new BodyMutator("\"\\n8.0\\u0000\""))];
        for (int number = 0; number < cases; number++)
        {
            int at = number % BodyReaders.All.Length;
            byte[] body = mutators[at].Spoil(random);
            string? problem = ProblemOf(BodyReaders.All[at], body);
            Assert.True(problem is null, $"{BodyReaders.All[at]}, case {number} of seed {seed}: {problem}\n{Encoding.UTF8.GetString(body)[..Math.Min(2000, Encoding.UTF8.GetString(body).Length)]}");
        }
    }

    private static string? ProblemOf(BodyReader reader, byte[] body)
    {
        try
        {
            string read = reader.Read(body) switch
            {
                Array all => string.Join(' ', all.Cast<object?>()),
                var other => other?.ToString() ?? "",
            };
            return read.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar && !Encoding.UTF8.GetString(body).Contains('\ufffd', StringComparison.Ordinal))
                ? $"what is read cannot be shown: {read}"
                : null;
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }
    }
}
