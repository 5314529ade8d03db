using Steadfast.Local.Scenarios.Pages;

namespace Steadfast.Scenarios.Tests.Pages;

/// <summary>The record of the clients on the twin's page.</summary>
[Trait("Category", "fast")]
public sealed class ClientTapeTests
{
    private static readonly DateTimeOffset Began = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly long FirstPart = Began.ToUnixTimeMilliseconds() / 500;

    private readonly SetClock _clock = new() { Now = Began };
    private readonly ClientTape _tape;

    public ClientTapeTests() => _tape = new(_clock);

    [Fact]
    public void Requests_and_writes_stand_in_the_half_second_in_which_they_ended()
    {
        Request(10);
        Request(30);
        Request(20, "Reset");
        Write(5);
        At(600);
        Request(40);
        Write(0, "Timeout");
        At(1000);

        TapeReading read = _tape.Read(0);

        Assert.Equal([new(FirstPart, 2, 1, 10, 30, 1, 0, 5), new(FirstPart + 1, 1, 0, 40, 40, 0, 1, null)], read.Parts);
        Assert.Equal((4, 1, "Reset 1"), Sum(read.Requests));
        Assert.Equal((2, 1, "Timeout 1"), Sum(read.Writes));
        Assert.Null(read.Lost);
    }

    [Fact]
    public void A_reader_is_given_only_what_it_does_not_have_and_no_part_that_still_grows()
    {
        Request(10);
        At(500);
        Request(10);
        At(1000);
        Request(10);

        Assert.Equal([FirstPart, FirstPart + 1], _tape.Read(0).Parts.Select(part => part.Number));
        Assert.Equal([FirstPart + 1], _tape.Read(FirstPart).Parts.Select(part => part.Number));
        Assert.Equal([], _tape.Read(FirstPart + 1).Parts);
    }

    [Theory]
    [InlineData(new[] { 0, 300, 900 }, new int[0], 0)]
    [InlineData(new[] { 0, 900 }, new[] { 400 }, 900)]
    [InlineData(new[] { 0, 900, 1000 }, new[] { 400, 950 }, 900)]
    public void An_outage_lasts_from_one_good_answer_to_the_next_when_a_request_failed_between_them(int[] good, int[] failed, long expected)
    {
        foreach ((int at, bool isGood) in good.Select(at => (at, true)).Concat(failed.Select(at => (at, false))).OrderBy(each => each.at))
        {
            At(at);
            Request(1, isGood ? null : "Reset");
        }

        Assert.Equal(expected, _tape.Read(0).Requests.LongestGap);
    }

    [Fact]
    public void Only_the_last_minutes_are_kept()
    {
        for (int part = 0; part < 1000; part++)
        {
            At(part * 500);
            Request(1);
        }

        At(1000 * 500);
        TapeReading read = _tape.Read(0);

        Assert.Equal((1000, 360, FirstPart + 999), (read.Requests.Total, read.Parts.Count, read.Parts[^1].Number));
    }

    private static (int Total, int Failed, string Kinds) Sum(TapeSum sum) => (sum.Total, sum.Failed, string.Join(", ", sum.Kinds.Select(kind => $"{kind.Key} {kind.Value}")));

    private void At(int milliseconds) => _clock.Now = Began + TimeSpan.FromMilliseconds(milliseconds);

    private void Request(int took, string? failure = null) => _tape.Request(new(_clock.Now, TimeSpan.FromMilliseconds(took), failure));

    private void Write(int took, string? failure = null) => _tape.Write(new(_clock.Now, TimeSpan.FromMilliseconds(took), failure));

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
