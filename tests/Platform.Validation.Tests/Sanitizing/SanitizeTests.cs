using System.Collections.ObjectModel;
using System.Text;
using Platform.Testing;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.Tests.Sanitizing;

public sealed class SanitizeTests
{
    [Fact]
    public void Sanitisers_come_before_rules()
    {
        var dirty = new Contact("  Ada \u202E Lovelace ", "ADA@Example.com", ["  x "], new Place { Country = " gb" }, [new(" +1 555 ")],
            new(" a "))
        { Note = "\0" };
        Assert.Equal(["/name", "/tags/0"], Contact.Validator.Validate(dirty).Failures.Select(failure => failure.InstancePointer));

        var result = Contact.Validator.SanitizeAndValidate(ref dirty);

        Assert.Equal("valid", result.ToString());
        Assert.Equal(("Ada Lovelace", "ada@example.com", "x", "GB", "1555", "a", ""),
            (dirty.Name, dirty.Email, dirty.Tags![0], dirty.Place!.Country, dirty.Phones![0].Number, dirty.Struct.Text, dirty.Note));
    }

    [Fact]
    public void A_record_comes_back_as_a_copy_and_the_one_that_came_in_is_as_it_was()
    {
        var dirty = new Contact(" Ada ", "a@b", null, null, null, default);

        var clean = Contact.Validator.Sanitize(dirty);

        Assert.NotSame(dirty, clean);
        Assert.Equal((" Ada ", "Ada"), (dirty.Name, clean.Name));
    }

    [Fact]
    public void An_object_with_setters_is_changed_in_place()
    {
        var place = new Place { Country = "de" };

        Assert.Same(place, Place.Validator.Sanitize(place));
        Assert.Equal("DE", place.Country);
    }

    [Fact]
    public void What_changed_is_reported_with_its_place()
    {
        var changes = new List<SanitizationChange>();

        Contact.Validator.Sanitize(new Contact("Ada", "A@b", ["ok", " x"], new Place { Country = "gb" }, [new("1"), new("1-2")], default), changes);

        Assert.Equal(["/email: A@b > a@b", "/tags/1:  x > x", "/place/country: gb > GB", "/phones/1/number: 1-2 > 12"],
            changes.Select(change => $"{change.InstancePointer}: {change.Before} > {change.After}"));
    }

    [Fact]
    public void What_is_clean_is_the_same_object_and_costs_nothing()
    {
        var clean = new Contact("Ada", "a@b", ["x"], new Place { Country = "GB" }, [new("1")], new("a"));
        Assert.Same(clean, Contact.Validator.Sanitize(clean));
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!ReferenceEquals(Contact.Validator.Sanitize(clean), clean))
                throw new InvalidOperationException();
        });
    }

    [Fact]
    [AllocationTestOf(typeof(Validator<Place>), nameof(Validator<>.Sanitize), typeof(Place), typeof(ICollection<SanitizationChange>))]
    public void A_clean_graph_costs_nothing()
    {
        var directory = new AddressBook { Places = [new Place { Country = "GB" }], Main = new Place { Country = "DE" } };
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!ReferenceEquals(AddressBook.Validator.Sanitize(directory), directory))
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public void A_derived_object_is_cleaned_by_what_it_is()
    {
        Place place = new Office { Country = "gb", Floor = " 1 " };

        Assert.Equal("1", ((Office)Place.Validator.Sanitize(place)).Floor);
        Assert.Equal("GB", place.Country);
    }

    [Fact]
    public void A_collection_that_cannot_be_changed_gives_way_to_one_that_is_clean()
    {
        var clean = new ReadOnlyCollection<string>(["clean"]);
        var book = new AddressBook { Names = clean };
        Assert.Same(clean, AddressBook.Validator.Sanitize(book).Names);

        book.Names = new ReadOnlyCollection<string>([" dirty", "clean"]);
        Assert.Equal(["dirty", "clean"], AddressBook.Validator.Sanitize(book).Names!);
    }

    [Fact]
    public void Whatever_collection_JSON_is_read_into_is_cleaned()
    {
        var changes = new List<SanitizationChange>();
        var shelf = System.Text.Json.JsonSerializer.Deserialize<Shelf>("""{"Set":[" a","b "],"ISet":[" a"],"Collection":[" a"],"Linked":[" a"],"List":[" a"],"Places":[{"Number":"1-2"}]}""")!;

        var clean = Shelf.Validator.Sanitize(shelf, changes);

        Assert.Equal("a,b|a|a|a|a", string.Join('|', ((IEnumerable<string>[])[clean.Set!, clean.ISet!, clean.Collection!, clean.Linked!, clean.List!]).Select(each => string.Join(',', each.Order()))));
        Assert.Equal("12", Assert.Single(clean.Places!).Number);
        Assert.Equal(7, changes.Count);
        Assert.Contains(changes, change => change.InstancePointer == "/Set/1");
    }

    [Fact]
    public void A_record_comes_back_as_a_copy_with_its_collections()
    {
        List<string> tags = [" a"];
        List<Telephone> phones = [new("1-2"), new("3")];
        string?[] texts = ["x", " y"];
        var dirty = new Contact("Ada", null, tags, null, phones, default);

        var clean = Contact.Validator.Sanitize(dirty);

        Assert.Equal((" a", "1-2"), (tags[0], phones[0].Number));
        Assert.Equal(("a", "12", "3"), (clean.Tags![0], clean.Phones![0].Number, clean.Phones[1].Number));
        var drawer = new Drawer(texts!, [" z"], new ReadOnlyCollection<Telephone>([new("1-2")]));
        var cleanDrawer = Drawer.Validator.Sanitize(drawer);
        Assert.Equal((" y", " z", "1-2"), (texts[1], drawer.More[0], drawer.Phones.First().Number));
        Assert.Equal(("y", "z", "12"), (cleanDrawer.Texts[1], cleanDrawer.More[0], cleanDrawer.Phones.First().Number));
        Assert.Same(cleanDrawer, Drawer.Validator.Sanitize(cleanDrawer));
    }

    [Fact]
    public void A_sanitiser_of_ones_own_comes_last_and_what_it_leaves_is_clean()
    {
        var dirty = new Shouted(" hello ", [" a", "B"]);

        var clean = Shouted.Validator.Sanitize(dirty);

        Assert.Equal(("HELLO!", "A!,B!"), (clean.Text, string.Join(',', clean.Texts!)));
        Assert.Same(clean, Shouted.Validator.Sanitize(clean));
    }

    [Fact]
    public void An_array_is_changed_in_place()
    {
        string[] names = [" a", "b "];

        AddressBook.Validator.Sanitize(new AddressBook { Names = names });

        Assert.Equal(["a", "b"], names);
    }

    [Fact]
    public void A_graph_that_goes_in_circles_ends()
    {
        var book = new AddressBook();
        book.Next = book;

        Assert.Same(book, AddressBook.Validator.Sanitize(book));
    }
}

[Validated]
public sealed partial record Contact(
    [Trim, CollapseWhiteSpace, StripBidi, TextLength(1, 12)] string Name,
    [LowerCase, Normalize(NormalizationForm.FormKC)] string? Email,
    [Trim, TextLength(1, 3, Each = true)] List<string>? Tags,
    Place? Place,
    List<Telephone>? Phones,
    Marked Struct)
{
    [StripControl]
    public string? Note { get; init; }
}

[Validated]
public partial class Place
{
    [Trim, UpperCase]
    public string? Country { get; set; }
}

[Validated]
public sealed partial class Office : Place
{
    [Trim]
    public string? Floor { get; set; }
}

[Validated]
public sealed partial record Telephone([DigitsOnly] string Number);

[Validated]
public partial record struct Marked([Trim] string? Text);

[Validated]
public sealed partial class AddressBook
{
    public Place[]? Places { get; set; }

    public Place? Main { get; set; }

    [Trim]
    public IReadOnlyList<string>? Names { get; set; }

    public AddressBook? Next { get; set; }
}

[Validated(Naming = System.Text.Json.Serialization.JsonKnownNamingPolicy.Unspecified)]
public sealed partial class Shelf
{
    [Trim]
    public HashSet<string>? Set { get; set; }

    [Trim]
    public ISet<string>? ISet { get; set; }

    [Trim]
    public Collection<string>? Collection { get; set; }

    [Trim]
    public LinkedList<string>? Linked { get; set; }

    [Trim]
    public IReadOnlyCollection<string>? List { get; set; }

    public HashSet<Telephone>? Places { get; set; }
}

[Validated]
public sealed partial record Drawer([Trim] string[] Texts, [Trim] IReadOnlyList<string> More, IReadOnlyCollection<Telephone> Phones);

[Validated]
public sealed partial record Shouted([Trim, Sanitize(typeof(Shouting), nameof(Shouting.Shout))] string? Text,
    [Trim, Sanitize(typeof(Shouting), nameof(Shouting.Shout))] string[]? Texts);

public static class Shouting
{
    public static string Shout(string text) => text.TrimEnd('!').ToUpperInvariant() + "!";
}
