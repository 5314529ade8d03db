using System.Security.Cryptography;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Simulation.Tests;

/// <summary>Worlds with many faults at once. A seed that failed once stays here.</summary>
public sealed class SeedTests
{
    private const int Fresh = 1;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(30)]
    [InlineData(37)]
    [InlineData(41)]
    [InlineData(46)]
    [InlineData(43)]
    [InlineData(54)]
    [InlineData(178)]
    [InlineData(233)]
    [InlineData(268)]
    [InlineData(302)]
    [InlineData(862)]
    [InlineData(1034)]
    [InlineData(1399)]
    [InlineData(1494)]
    [InlineData(1604)]
    [InlineData(1873, 4)]
    [InlineData(3407)]
    [InlineData(5060)]
    [InlineData(10786)]
    [InlineData(11736)]
    [InlineData(20016)]
    [InlineData(20037)]
    [InlineData(20041)]
    [InlineData(20073)]
    [InlineData(20149)]
    [InlineData(20166)]
    [InlineData(20209)]
    public async Task Every_invariant_holds_in_a_known_world(ulong seed, int incidents = 5)
    {
        WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(FaultSchedule.Draw(seed)));

        Assert.Equal([], result.Violations);
        Assert.True(result.Incidents >= incidents, $"only {result.Incidents} incidents");
    }

    [Fact]
    public async Task No_world_of_fresh_seeds_leaves_its_thread()
    {
        ulong first = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        TestContext.Current.TestOutputHelper?.WriteLine($"seeds {first}..{first + Fresh - 1}");
        foreach (ulong seed in Enumerable.Range(0, Fresh).Select(number => first + (ulong)number))
        {
            WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(FaultSchedule.Draw(seed)));
            foreach (string violation in result.Violations)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {violation}");
            }

            Assert.DoesNotContain(result.Violations, violation => violation.StartsWith("the world broke", StringComparison.Ordinal));
        }
    }
}
