using System.Collections.Concurrent;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Platform.Encryption.Pkcs11;

/// <summary>A token of a PKCS#11 module: a hardware security module, a smart card, or a service that shows itself as one. Standard: PKCS #11 v2.40.</summary>
/// <remarks>
/// Thread-safe: each call has a session of its own, and disposing waits for calls that are under way. A session that is lost, because the token was away or somebody closed it, is opened again. One object for each module and process: disposing it
/// finalizes the module for everybody in the process.
/// </remarks>
public sealed class Pkcs11Token : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly IPkcs11Library _library;
    private readonly string _label;
    private readonly string _pin;
    private readonly ConcurrentBag<ISession> _sessions = [];
    private readonly ReaderWriterLockSlim _lifetime = new();
    private readonly Lock _creating = new();
    private bool _disposed;

    private Pkcs11Token(IPkcs11Library library, string label, string pin) => (_library, _label, _pin) = (library, label, pin);

    /// <summary>Loads a module and logs in to a token.</summary>
    /// <param name="modulePath">The library of the module, such as <c>/usr/lib/softhsm/libsofthsm2.so</c>.</param>
    /// <param name="label">The label of the token.</param>
    /// <param name="pin">The PIN of its user. Kept, to log in again when a session was lost.</param>
    /// <returns>The token.</returns>
    /// <exception cref="InvalidOperationException">There is no token of this label, or there are two.</exception>
    /// <exception cref="Pkcs11Exception">The module does not take the PIN, or does not answer.</exception>
    public static Pkcs11Token Open(string modulePath, string label, string pin)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modulePath);
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        ArgumentNullException.ThrowIfNull(pin);
        Pkcs11Loader.Prepare();
        var factories = new Pkcs11InteropFactories();
        var library = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, modulePath, AppType.MultiThreaded);
        try
        {
            var token = new Pkcs11Token(library, label, pin);
            token._sessions.Add(token.OpenSession(SessionType.ReadOnly));
            return token;
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    /// <summary>Makes an AES-256 key that stays in the token: it cannot be read, only used. Once, when a service is set up or its root key is rotated.</summary>
    /// <param name="label">The label by which it is found.</param>
    /// <exception cref="InvalidOperationException">There is a key of this label.</exception>
    /// <exception cref="Pkcs11Exception">The token makes no such key.</exception>
    public void CreateKey(string label)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        // Two of one label would be told apart by nobody.
        lock (_creating)
            WhileLoaded(() => CreateKeyOnce(label));
    }

    /// <summary>Closes all sessions and finalizes the module, when calls that are under way have ended.</summary>
    /// <remarks>A call that the module does not end within five seconds keeps the module loaded: unloading code that runs would end the process.</remarks>
    public void Dispose()
    {
        if (!_lifetime.TryEnterWriteLock(LongestWait))
            return;
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            CloseAll();
            _library.Dispose();
        }
        finally
        {
            _lifetime.ExitWriteLock();
        }
    }

    /// <summary>Works with a key, and once more with a new session if the one at hand was lost.</summary>
    internal T Use<T>(string key, Func<ISession, IObjectHandle, T> work) => WhileLoaded(() =>
    {
        if (_sessions.TryTake(out var session))
        {
            try
            {
                return Use(session, key, work);
            }
            catch (Pkcs11Exception exception) when (IsLost(exception.RV))
            {
                // What else is in the bag was most likely lost with it.
                CloseAll();
            }
        }
        return Use(OpenSession(SessionType.ReadOnly), key, work);
    });

    private IObjectHandle CreateKeyOnce(string label)
    {
        using var session = OpenSession(SessionType.ReadWrite);
        if (FindKeys(session, label).Count > 0)
            throw new InvalidOperationException($"The token {_label} has a key that is labelled {label}.");
        var attributes = session.Factories.ObjectAttributeFactory;
        using var mechanism = session.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_GEN);
        return session.GenerateKey(
            mechanism,
            [
                attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY), attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES), attributes.Create(CKA.CKA_VALUE_LEN, 32),
                attributes.Create(CKA.CKA_LABEL, label), attributes.Create(CKA.CKA_TOKEN, true), attributes.Create(CKA.CKA_PRIVATE, true),
                attributes.Create(CKA.CKA_SENSITIVE, true), attributes.Create(CKA.CKA_EXTRACTABLE, false), attributes.Create(CKA.CKA_ENCRYPT, true), attributes.Create(CKA.CKA_DECRYPT, true),
            ]);
    }

    private T WhileLoaded<T>(Func<T> work)
    {
        _lifetime.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return work();
        }
        finally
        {
            _lifetime.ExitReadLock();
        }
    }

    private void CloseAll()
    {
        while (_sessions.TryTake(out var session))
            Close(session);
    }

    private static bool IsLost(CKR error) => error is CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED or CKR.CKR_USER_NOT_LOGGED_IN or CKR.CKR_DEVICE_REMOVED or CKR.CKR_DEVICE_ERROR
        or CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_TOKEN_NOT_RECOGNIZED or CKR.CKR_KEY_HANDLE_INVALID or CKR.CKR_OBJECT_HANDLE_INVALID;

    private static List<IObjectHandle> FindKeys(ISession session, string label)
    {
        var attributes = session.Factories.ObjectAttributeFactory;
        return session.FindAllObjects([attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY), attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES), attributes.Create(CKA.CKA_LABEL, label)]);
    }

    private static void Close(ISession session)
    {
        try
        {
            session.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // It was closed by somebody else, which is what is wanted.
        }
    }

    private T Use<T>(ISession session, string key, Func<ISession, IObjectHandle, T> work)
    {
        T result;
        try
        {
            result = FindKeys(session, key) switch
            {
                [var only] => work(session, only),
                [] => throw new InvalidOperationException($"The token {_label} has no AES key that is labelled {key}."),
                _ => throw new InvalidOperationException($"The token {_label} has several AES keys that are labelled {key}."),
            };
        }
        catch
        {
            // An operation may still be under way in it.
            Close(session);
            throw;
        }
        _sessions.Add(session);
        return result;
    }

    private ISession OpenSession(SessionType type)
    {
        var slots = _library.GetSlotList(SlotsType.WithTokenPresent).Where(slot => slot.GetTokenInfo().Label.TrimEnd() == _label).ToList();
        if (slots is not [var slot])
            throw new InvalidOperationException(slots.Count == 0 ? $"No token is labelled {_label}, or it is away." : $"Several tokens are labelled {_label}.");
        var session = slot.OpenSession(type);
        try
        {
            session.Login(CKU.CKU_USER, _pin);
        }
        catch (Pkcs11Exception exception) when (exception.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // All sessions of a process share the login.
        }
        catch
        {
            Close(session);
            throw;
        }
        return session;
    }
}
