using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Guard;

/// <summary>Whatever the order of requests, returns, ends, pauses and looks: what must hold always holds. Every seed is a log of its own.</summary>
[Trait("Category", "fast")]
public sealed class GuardPropertyTests
{
    private static readonly RepairAction[] Actions = Enum.GetValues<RepairAction>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void The_limits_hold_in_any_order_of_events(int total)
    {
        int granted = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            GuardState state = new();
            DateTime now = Asks.Noon;
            for (int step = 0; step < 250; step++)
            {
                now = now.AddSeconds(random.Next(60));
                GuardState before = state;
                PermitRequest? grantedNow = null;
                switch (random.Next(12))
                {
                    case < 6:
                        PermitRequest request = Request(random, total, now);
                        GuardStep<PermitAnswer> answer = GuardPolicy.Ask(state, request);
                        state = answer.State;
                        grantedNow = answer.Answer.Granted ? request : null;
                        Assert.Equal(answer.Answer.Granted, answer.Answer.Refusal is null);
                        break;
                    case < 9:
                        state = Return(state, random, now);
                        break;
                    case 9:
                        state = GuardHistory.End(state, new(Incident(random, total), $"{random.Next(total)}", "not-serving", random.Next(2) == 0, random.Next(2) == 0, false, now, Asks.Limits)).State;
                        break;
                    case 10:
                        state = GuardCommands.See(state, new(random.Next(total + 1), total, now, Asks.Limits));
                        break;
                    default:
                        state = Control(state, random, now);
                        break;
                }

                granted += grantedNow is null ? 0 : 1;
                Check(before, state, grantedNow, total, $"{total} instances, seed {seed}, step {step}");
            }
        }

        Assert.True(granted > 500, $"only {granted} requests were granted, so little was tried");
    }

    private static void Check(GuardState before, GuardState after, PermitRequest? granted, int total, string where)
    {
        Permit[] automatic = [.. after.Permits.Where(permit => permit is { IsOfInstance: true, IsManual: false })];
        Assert.True(automatic.Length <= GuardLimits.Budget(total, Asks.Limits), $"{where}: more in repair than the budget");
        Assert.True(automatic.Count(permit => permit.Action == RepairAction.Replace) <= 1, $"{where}: two replacements");
        Assert.True(after.Permits.DistinctBy(permit => permit.Target).Count() == after.Permits.Count, $"{where}: two permits for one target");
        if (granted is null or { IsManual: true } || before.Permits.Any(permit => permit.IncidentId == granted.IncidentId && permit.Action == granted.Action))
        {
            return;
        }

        Assert.True(after.Pause is null && after.BreakerOf(granted.Target).OpenSince is null && after.Lease?.IsHeld(granted.Now) != true, $"{where}: granted against the word of a person");
        bool isOfInstance = granted.Action.IsOfInstance();
        Assert.True(!isOfInstance || after.Storm is not { Canary: CanaryState.Failed }, $"{where}: granted although the canary failed");
        Assert.True(!isOfInstance || after.Storm is null || after.Permits.Count(permit => permit.IsOfInstance) == 1, $"{where}: two repairs in a storm");
        Assert.True(!isOfInstance || !granted.TargetServes || granted.Action == RepairAction.Replace || total - granted.Sick - 1 >= GuardLimits.Floor(total, Asks.Limits), $"{where}: below the floor");
    }

    private static string Incident(Random random, int total) => $"incident-{random.Next(Math.Min(total, 30) * 2)}";

    private static PermitRequest Request(Random random, int total, DateTime now)
    {
        int sick = random.Next(3) == 0 ? random.Next(total + 1) : Math.Min(total, random.Next(1, 3));
        RepairAction action = Actions[random.Next(Actions.Length)];
        return new(Incident(random, total), action == RepairAction.Failover ? "database" : $"{random.Next(total)}", "not-serving", action, "a test",
            IsManual: random.Next(5) == 0, IsForced: random.Next(2) == 0, sick, total, TargetServes: random.Next(4) == 0, now, Asks.Limits);
    }

    private static GuardState Return(GuardState state, Random random, DateTime now) => state.Permits.Count == 0 ? state
        : state.Permits[random.Next(state.Permits.Count)] is var permit
            ? GuardHistory.Return(state, new(permit.IncidentId, permit.Target, RepairAction.Restart, random.Next(3) > 0, now)) : state;

    private static GuardState Control(GuardState state, Random random, DateTime now) => random.Next(5) switch
    {
        0 => GuardCommands.Pause(state, new($"{now:O}", "why", "anna", now.AddMinutes(random.Next(1, 5)), now)),
        1 => GuardCommands.TakeLease(state, new($"{now:O}", $"release {random.Next(2)}", now.AddMinutes(random.Next(1, 5)), now)),
        2 => GuardCommands.ReleaseLease(state, new($"{now:O}", $"release {random.Next(2)}", now)),
        _ => GuardCommands.Resume(state, new($"{now:O}", "anna", Rearm: true, now)),
    };
}
