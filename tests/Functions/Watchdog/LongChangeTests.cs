using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>An instance that does not serve is left to the platform while that changes it, and to a person when it takes long.</summary>
[Trait("Category", "fast")]
public sealed class LongChangeTests
{
    private const string Upgrade = "a rolling upgrade";
    private const string Operation = "an operation on the instance";
    private const string Creation = "a machine that autoscale adds";
    private const string Deletion = "a machine that autoscale takes away";
    private const string None = "nothing";

    private readonly Facts _facts = new();

    [Theory]
    [InlineData(Upgrade, "bbb", true)]
    [InlineData(Upgrade, "uub", true)]
    [InlineData(Upgrade, "uuu", true)]
    [InlineData(Upgrade, "ggg", false)]
    [InlineData(Operation, "bbb", true)]
    [InlineData(Operation, "ubu", true)]
    [InlineData(Operation, "uuu", true)]
    [InlineData(Operation, "ggu", false)]
    [InlineData(Creation, "uuu", true)]
    [InlineData(Deletion, "bbb", true)]
    [InlineData(None, "uuu", false)]
    public void What_the_platform_changes_for_a_quarter_of_an_hour_while_it_does_not_serve_has_one_incident(string change, string votes, bool opens)
    {
        DateTime first = Facts.Noon.AddSeconds(15);
        WatchOpening[] early = [.. Until(first.AddMinutes(15).AddSeconds(-1), change, votes)];
        WatchOpening[] later = [.. Until(first.AddHours(9), change, votes)];

        Assert.Empty(early);
        Assert.Equal(opens ? [("1", first, null)] : [], later.Select(opening => (opening.Target, opening.FirstFailure, opening.Flapping)));
    }

    [Fact]
    public void Serving_in_between_begins_the_time_anew()
    {
        Assert.Empty(Until(_facts.Now.AddMinutes(10), Upgrade, "bbb"));
        Assert.Empty(Until(_facts.Now.AddMinutes(1), Upgrade, "ggg"));
        Assert.Empty(Until(_facts.Now.AddMinutes(10), Upgrade, "bbb"));
        Assert.Single(Until(_facts.Now.AddMinutes(6), Upgrade, "bbb"));
    }

    [Fact]
    public void A_look_that_does_not_tell_does_not_begin_the_time_anew()
    {
        Assert.Empty(Until(_facts.Now.AddMinutes(14), Upgrade, "bbb"));
        _facts.Sees(null);
        Assert.Empty(Until(_facts.Now.AddSeconds(30), Operation, "uuu"));

        Assert.Single(Until(_facts.Now.AddMinutes(1), Upgrade, "bbb"));
    }

    [Fact]
    public void An_incident_that_is_open_is_enough_and_when_it_has_ended_meanwhile_the_watchdog_opens_one_of_its_own()
    {
        _facts.Running.Add(new(IncidentKey.IncidentId(IncidentKey.ForInstance("1"), 1), _facts.Now, _facts.Now.AddHours(1)));
        Assert.Empty(Until(_facts.Now.AddMinutes(40), Upgrade, "bbb"));
        _facts.Running.Clear();

        Assert.Empty(Until(_facts.Now.AddMinutes(9), Upgrade, "bbb"));
        Assert.Single(Until(_facts.Now.AddHours(9), Upgrade, "bbb"));
    }

    [Fact]
    public void After_the_change_it_is_sick_like_any_other_and_told_again_in_the_next_change()
    {
        Assert.Single(Until(_facts.Now.AddMinutes(20), Upgrade, "bbb"));
        Assert.NotEmpty(Until(_facts.Now.AddMinutes(20), None, "bbb"));
        Assert.Empty(Until(_facts.Now.AddMinutes(1), None, "ggg"));
        Assert.Single(Until(_facts.Now.AddMinutes(20), Upgrade, "bbb"));
    }

    [Fact]
    public void One_that_could_not_be_opened_is_opened_at_the_next_look()
    {
        _facts.OpensFail = true;
        Assert.NotEmpty(Until(_facts.Now.AddMinutes(16), Upgrade, "bbb"));
        _facts.OpensFail = false;

        Assert.Single(Until(_facts.Now.AddHours(1), Upgrade, "bbb"));
    }

    // An alert that has fired before the change fires no second time.
    [Fact]
    public void No_alert_is_missed_for_it_and_it_counts_as_no_fall()
    {
        Assert.Single(Until(_facts.Now.AddMinutes(16), Upgrade, "bbb"));

        Assert.Empty(_facts.Memory.Awaited);
        Assert.Empty(Assert.Single(_facts.Memory.Targets).Falls);
    }

    [Fact]
    public void One_whose_incident_was_given_up_has_another()
    {
        Assert.Single(Until(_facts.Now.AddMinutes(16), Upgrade, "bbb"));
        _facts.Opens("1");
        Assert.Empty(Until(_facts.Now.AddMinutes(30), Upgrade, "bbb", until: plan => plan.Stuck.Any(remedy => remedy.GiveUp)));
        _facts.Running.Clear();

        Assert.Single(Until(_facts.Now.AddHours(1), Upgrade, "bbb"));
    }

    private List<WatchOpening> Until(DateTime end, string change, string votes, Func<WatchdogPlan, bool>? until = null)
    {
        List<WatchOpening> opened = [];
        while (_facts.Now.AddSeconds(15) <= end)
        {
            WatchdogPlan plan = Sees(_facts.Now.AddSeconds(15), change, votes);
            opened.AddRange(plan.Openings);
            if (until?.Invoke(plan) == true)
            {
                break;
            }
        }

        return opened;
    }

    private WatchdogPlan Sees(DateTime now, string change, string votes)
    {
        InstanceObservation one = Look.Instance("1", votes) with
        {
            IsChanging = change is Operation or Creation or Deletion,
            ProvisioningState = change switch { Operation => "Updating", Creation => "Creating", Deletion => "Deleting", _ => "Succeeded" },
        };
        return _facts.SeesAt(now, Look.Of(one, Look.Instance("2", "ggg"), Look.Instance("3", "ggg")) with
        {
            Deployment = change == Upgrade ? CheckResult.Bad("a rolling upgrade is running") : CheckResult.Good("none"),
        });
    }
}
