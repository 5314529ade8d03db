using System.Globalization;

namespace Steadfast.WebApp.Notes;

/// <summary>Part of the list that is asked for.</summary>
/// <param name="After">The last id of the page before; null for the first page.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="Newest">True: newest first.</param>
internal sealed record NoteQuery(long? After, int Limit, bool Newest)
{
    private const int MaxItems = 100;
    private const int Usual = 50;

    /// <summary>Name of the question: two that ask for the same have the same.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"list {After?.ToString(CultureInfo.InvariantCulture) ?? "-"} {Limit} {(Newest ? "newest" : "oldest")}");

    /// <summary>Reads the query string: the query, or a sentence that says what is wrong with it.</summary>
    public static (NoteQuery? Query, string? Wrong) Parse(IQueryCollection sent)
    {
        long? after = null;
        int limit = Usual;
        bool newest = false;
        foreach (var (name, value) in sent)
        {
            switch (name)
            {
                case "after" when Number(value, 0, long.MaxValue, out long id):
                    after = id;
                    break;
                case "limit" when Number(value, 1, MaxItems, out long most):
                    limit = (int)most;
                    break;
                case "order" when value.ToString() is "oldest" or "newest":
                    newest = value == "newest";
                    break;
                default:
                    return (null, name switch
                    {
                        "after" => "'after' must be the 'next' of the page before.",
                        "limit" => $"'limit' must be a number from 1 to {MaxItems}.",
                        "order" => "'order' must be 'oldest' or 'newest'.",
                        _ => "The query has a parameter other than 'after', 'limit' and 'order'.",
                    });
            }
        }

        return (new NoteQuery(after, limit, newest), null);
    }

    private static bool Number(string? value, long least, long most, out long number) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
