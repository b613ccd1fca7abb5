using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Platform.Encryption.Keys;
using Platform.Encryption.Pkcs11.Tests;
using Platform.Encryption.StoreContract;

[assembly: AssemblyFixture(typeof(SoftHsm))]

namespace Platform.Encryption.Pkcs11.Tests;

public sealed class Pkcs11RootKeyTests : RootKeyContract
{
    private const System.Reflection.BindingFlags Hidden = System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance;

    private static readonly byte[] Context = [1, 2, 3];

    private readonly SoftHsm _hsm;
    private readonly string _label = $"root {Guid.NewGuid():n}";

    private readonly Lazy<IRootKey> _root;
    private readonly Lazy<IRootKey> _stranger;

    public Pkcs11RootKeyTests(SoftHsm hsm)
    {
        _hsm = hsm;
        _root = new(() => Create(_label));
        _stranger = new(() => Create($"stranger {Guid.NewGuid():n}"));
    }

    protected override IRootKey Root => _root.Value;

    protected override IRootKey Stranger => _stranger.Value;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_former_key_has_wrapped_is_unwrapped_and_wrapped_anew_by_the_newest()
    {
        var store = new InMemoryKeyStore();
        var (former, column) = (Root, new ColumnAddress("north", "residents", "email"));
        byte[] value;
        using (var keyring = new Keyring(store, former))
        {
            using var lease = await keyring.LeaseOrCreateAsync(KeyScope.ForPurpose("north", "residents"), Cancellation);
            value = lease.Fields.SealText(column.Row("7"u8), "ada");
        }
        var newest = $"{_label} next";
        _hsm.Token.CreateKey(newest);

        using (var keyring = new Keyring(store, new Pkcs11RootKey(_hsm.Token, newest, _label)))
            Assert.Equal((1, 0), await keyring.RewrapRootAsync(Cancellation) is { } report ? (report.Rewrapped, report.Left) : default);

        using var later = new Keyring(store, new Pkcs11RootKey(_hsm.Token, newest));
        using var reading = await later.LeaseAsync(KeyScope.ForPurpose("north", "residents"), Cancellation);
        Assert.Equal("ada", reading.Fields.OpenText(column.Row("7"u8), value));
    }

    [Fact]
    public async Task A_session_that_somebody_closed_is_opened_again()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var wrapped = await Root.WrapAsync(secret, Context, Cancellation);
        CloseAllSessions();
        var unwrapped = new byte[32];

        Assert.True(await Root.TryUnwrapAsync(wrapped, Context, unwrapped, Cancellation));

        Assert.Equal(secret, unwrapped);
        CloseAllSessions();
        Assert.False(await Root.TryUnwrapAsync(wrapped, new byte[] { 4 }, unwrapped, Cancellation));
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_an_error_and_no_forgery()
    {
        var missing = new Pkcs11RootKey(_hsm.Token, "nobody", _label);
        var wrapped = await Root.WrapAsync(RandomNumberGenerator.GetBytes(32), Context, Cancellation);

        Assert.Contains("nobody", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await missing.WrapAsync(new byte[32], Context, Cancellation))).Message, StringComparison.Ordinal);
        Assert.True(await missing.TryUnwrapAsync(wrapped, Context, new byte[32], Cancellation));
    }

    [Fact]
    public void Two_keys_of_one_label_are_not_made()
    {
        _ = Root;
        Assert.Contains(_label, Assert.Throws<InvalidOperationException>(() => _hsm.Token.CreateKey(_label)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_make_a_key_of_one_label_at_once_one_does()
    {
        var label = $"once {Guid.NewGuid():n}";
        var token = _hsm.Token;
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Record.Exception(() => token.CreateKey(label)), Cancellation)));

        Assert.Single(made, each => each is null);
        Assert.All(made.Where(each => each is not null), each => Assert.IsType<InvalidOperationException>(each));
    }

    [Fact]
    public void The_key_cannot_be_read()
    {
        _ = Root;
        using var session = Session();
        var attributes = session.Factories.ObjectAttributeFactory;
        var key = Assert.Single(session.FindAllObjects([attributes.Create(CKA.CKA_LABEL, _label)]));

        var value = Assert.Single(session.GetAttributeValue(key, [CKA.CKA_VALUE]));

        Assert.True(value.CannotBeRead);
    }

    [Fact]
    public void A_token_that_is_not_there_and_a_wrong_pin_are_told()
    {
        CloseAllSessions();
        Assert.Contains("nowhere", Assert.Throws<InvalidOperationException>(() => Another("nowhere", SoftHsm.Pin).CreateKey("k")).Message, StringComparison.Ordinal);
        Assert.Equal(CKR.CKR_PIN_INCORRECT, Assert.Throws<Pkcs11Exception>(() => Another("desk", "654321").CreateKey("k")).RV);
        Assert.Throws<ArgumentException>(() => new Pkcs11RootKey(_hsm.Token, "a", "a"));
        Assert.Throws<ArgumentException>(() => new Pkcs11RootKey(_hsm.Token, " "));
        Assert.Throws<ArgumentException>(() => new Pkcs11RootKey(_hsm.Token, new string('x', 201)));
    }

    [Fact]
    public async Task A_host_takes_its_root_key_from_a_token()
    {
        _ = Root;
        var services = new ServiceCollection();
        services.AddPlatformEncryption().UseInMemoryKeyStore().UsePkcs11RootKey(_ => _hsm.Token, "none").UsePkcs11RootKey(_ => _hsm.Token, _label);
        var provider = services.BuildServiceProvider(); // not disposed: the token belongs to all tests

        Assert.Equal($"pkcs11:{_label}", provider.GetRequiredService<IRootKey>().CurrentVersion);
        await provider.GetRequiredService<Keyring>().InitializeStoreAsync(Cancellation);
    }

    private Pkcs11RootKey Create(string label)
    {
        _hsm.Token.CreateKey(label);
        return new Pkcs11RootKey(_hsm.Token, label);
    }

    /// <summary>With the same module, which can be loaded once.</summary>
    private Pkcs11Token Another(string label, string pin) =>
        (Pkcs11Token)typeof(Pkcs11Token).GetConstructors(Hidden).Single().Invoke([Library(), label, pin]);

    private void CloseAllSessions() => Slot().CloseAllSessions();

    private ISession Session()
    {
        var session = Slot().OpenSession(SessionType.ReadOnly);
        try
        {
            session.Login(CKU.CKU_USER, SoftHsm.Pin);
        }
        catch (Pkcs11Exception exception) when (exception.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // By the token.
        }
        return session;
    }

    private ISlot Slot() => Library().GetSlotList(SlotsType.WithTokenPresent).Single(slot => slot.GetTokenInfo().Label.TrimEnd() == "desk");

    private IPkcs11Library Library() => (IPkcs11Library)typeof(Pkcs11Token).GetField("_library", Hidden)!.GetValue(_hsm.Token)!;
}
