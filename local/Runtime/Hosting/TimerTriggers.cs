using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NCrontab;

namespace Steadfast.Local.Runtime;

/// <summary>Runs timer triggers by their NCRONTAB expressions, each on its own, never two runs of one at once.</summary>
internal sealed class TimerTriggers(Engine engine, DurableTaskClient client, IConfiguration configuration)
{
    /// <summary>Arms every timer; bad expressions are one error that names them all.</summary>
    public void Start()
    {
        List<(TimerFunction Function, CrontabSchedule Schedule)> all = [];
        List<string> problems = [];
        foreach (TimerFunction timer in engine.Catalog.Timers)
        {
            string text = Resolve(timer.Schedule);
            CrontabSchedule.ParseOptions seconds =
                new() { IncludingSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 };
            if (CrontabSchedule.TryParse(text, seconds) is { } schedule)
            {
                all.Add((timer, schedule));
            }
            else
            {
                problems.Add($"{timer.Name}: '{text}' is not an NCRONTAB expression");
            }
        }

        if (problems.Count > 0)
        {
            throw new UnsupportedFunctionsException(problems);
        }

        foreach (var (function, schedule) in all)
        {
            engine.Log.TimerScheduled(function.Name, schedule.ToString());
            new Clockwork(engine, client, function, schedule).Start();
        }
    }

    /// <summary><c>%Setting%</c> is the value of a setting.</summary>
    private string Resolve(string schedule) =>
        schedule is ['%', .., '%'] ? configuration[schedule[1..^1]] ?? throw new UnsupportedFunctionsException(
            [$"the setting {schedule} of a timer's schedule is missing"]) : schedule;

    private sealed class Clockwork(
        Engine engine, DurableTaskClient client, TimerFunction function, CrontabSchedule schedule) : IThreadPoolWorkItem
    {
        private DateTime _due;
        private DateTime _last;

        void IThreadPoolWorkItem.Execute() => _ = RunAsync(_due);

        public void Start()
        {
            DateTime now = engine.UtcNow;
            if (function.RunOnStartup)
            {
                Run(now);
            }
            else
            {
                Arm(now);
            }
        }

        private void Arm(DateTime after)
        {
            DateTime next = DateTime.SpecifyKind(schedule.GetNextOccurrence(after), DateTimeKind.Utc);
            if (!engine.IsStopped && next < DateTime.MaxValue.AddDays(-1))
            {
                engine.Timers.Add(next, due => Run((DateTime)due!), next);
            }
        }

        private void Run(DateTime due)
        {
            engine.Busy.Enter();
            _due = due;
            engine.Work.Add(this);
        }

        private async Task RunAsync(DateTime due)
        {
            DateTime started = engine.UtcNow;
            try
            {
                TimerInfo info = new()
                {
                    IsPastDue = started - due > TimeSpan.FromSeconds(1),
                    ScheduleStatus = new() { Last = _last, LastUpdated = _last, Next = schedule.GetNextOccurrence(started) },
                };
                await using AsyncServiceScope scope = engine.NextWorker().CreateAsyncScope();
                await function.RunAsync(scope.ServiceProvider, info, client, engine.Stopping);
            }
            catch (OperationCanceledException) when (engine.IsStopped)
            {
                // Stopping interrupts a run; that is no failure.
            }
            catch (Exception failure)
            {
                engine.Log.FunctionFailed(function.Name, failure);
            }
            finally
            {
                _last = started;

                // Times that passed while it ran are skipped, not made up for: the next look sees everything anyway.
                DateTime now = engine.UtcNow;
                Arm(now > due ? now : due);
                engine.Busy.Exit();
            }
        }
    }
}
