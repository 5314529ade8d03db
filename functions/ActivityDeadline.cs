using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Steadfast.Functions;

/// <summary>
/// Ends an activity by its cancellation token before its message becomes visible again and somebody else runs it as well: it stays
/// invisible for a minute (host.json, <c>workItemQueueVisibilityTimeout</c>). Every activity gets its token here, whatever calls, deadlines
/// and retries it makes.
/// </summary>
public sealed class ActivityDeadline(TimeProvider clock) : IInputConverter
{
    private const string ActivityTrigger = "activityTrigger";

    /// <summary>The longest an activity runs: a quarter of the minute is left for the way of its result.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Gives an activity a token that ends with the invocation or at the deadline; other functions and parameters are left to others.
    /// </summary>
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        FunctionContext function = context.FunctionContext;
        bool isActivity = function.FunctionDefinition.InputBindings.Values.Any(
            binding => string.Equals(binding.Type, ActivityTrigger, StringComparison.OrdinalIgnoreCase));
        if (context.TargetType != typeof(CancellationToken) || !isActivity)
        {
            return new(ConversionResult.Unhandled());
        }

        // Not disposed, as the function that has its token runs on; the timer lets go of it at the deadline.
        CancellationTokenSource deadline = new(Limit, clock);
        return new(
            ConversionResult.Success(CancellationTokenSource.CreateLinkedTokenSource(function.CancellationToken, deadline.Token).Token));
    }
}
