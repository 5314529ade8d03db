using System.Collections.Concurrent;

namespace Microsoft.DurableTask;

/// <summary>A failure as data, so that it crosses process boundaries.</summary>
public record TaskFailureDetails(string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties)
{
    private static readonly ConcurrentDictionary<string, Type?> Types = new();

    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        Type? type = Types.GetOrAdd(ErrorType, Find);
        return type is not null ? targetBaseExceptionType.IsAssignableFrom(type) : ErrorType == targetBaseExceptionType.FullName;
    }

    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? inner = exception switch
        {
            TaskFailedException failed => failed.FailureDetails,
            { InnerException: { } cause } => FromException(cause),
            _ => null,
        };
        return new(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, null);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private static Type? Find(string name) =>
        Type.GetType(name, false) ?? AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name, false)).FirstOrDefault(type => type is not null);
}
