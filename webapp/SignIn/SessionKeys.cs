using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Steadfast.WebApp.SignIn;

/// <summary>
/// The keys of sessions, as this instance last read them. Requests find them here and never wait for the database; while it is away, those that
/// are here serve on.
/// </summary>
internal sealed class SessionKeys(KeySeal seal, ILogger<SessionKeys> log) : IXmlRepository
{
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(14);

    private readonly Lock _gate = new();
    private IReadOnlyList<XElement> _keys = [];
    private CancellationTokenSource _changed = new();
    private XElement? _made;

    /// <summary>True when there is one.</summary>
    public bool IsReady => Volatile.Read(ref _keys).Count > 0;

    /// <summary>Cancelled when there are others.</summary>
    public CancellationToken Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Token;
            }
        }
    }

    /// <summary>Tells whether another key is due: none that can be opened lasts long enough.</summary>
    public bool IsDue(IEnumerable<SealedKey> keys, DateTimeOffset now) => Open(keys).All(key => ExpiryOf(key) < now + Overlap);

    /// <summary>Takes over what the database has.</summary>
    public void Take(IReadOnlyList<SealedKey> keys)
    {
        List<XElement> opened = Open(keys);
        CancellationTokenSource before;
        lock (_gate)
        {
            if (_keys.Select(IdOf).SequenceEqual(opened.Select(IdOf)))
            {
                return;
            }

            Volatile.Write(ref _keys, opened);
            before = _changed;
            _changed = new();
        }

        log.KeysRead(opened.Count, keys.Count - opened.Count);
        before.Cancel();
        before.Dispose();
    }

    /// <summary>Encrypts the key that was just made.</summary>
    public SealedKey Sealed()
    {
        XElement made = Interlocked.Exchange(ref _made, null) ?? throw new InvalidOperationException("No key was made.");
        return new(IdOf(made), seal.Seal(made.ToString(SaveOptions.DisableFormatting)));
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => Volatile.Read(ref _keys);

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => _made = element;

    private static string IdOf(XElement key) => key.Attribute("id")?.Value ?? "";

    private static DateTimeOffset ExpiryOf(XElement key) => DateTimeOffset.Parse(key.Element("expirationDate")!.Value, CultureInfo.InvariantCulture);

    private List<XElement> Open(IEnumerable<SealedKey> keys)
    {
        List<XElement> opened = [];
        foreach (SealedKey key in keys)
        {
            if (seal.TryOpen(key.Box, out string? text))
            {
                opened.Add(XElement.Parse(text));
            }
        }

        return opened;
    }
}

/// <summary>A key as the database has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Box">The key, encrypted.</param>
internal sealed record SealedKey(string Id, byte[] Box);
