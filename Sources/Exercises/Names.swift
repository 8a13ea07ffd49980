// Names for the staff of an invented organisation. Combinations only; no real person is meant.
// SPDX-License-Identifier: EUPL-1.2

/// Given names and family names that are common in the Netherlands.
enum Names {
    static let given = [
        "Aad", "Amira", "Anouk", "Bas", "Bram", "Carolien", "Daan", "Dilan", "Eline", "Emre", "Esther", "Fatima",
        "Femke", "Floor", "Gijs", "Hanna", "Ibrahim", "Ilse", "Jasper", "Jeroen", "Joke", "Karim", "Kees", "Lieke",
        "Lotte", "Marieke", "Mehmet", "Merel", "Naima", "Niels", "Noor", "Olaf", "Pien", "Pieter", "Quirine", "Rachid",
        "Roos", "Ruben", "Samira", "Sanne", "Sietse", "Stijn", "Tess", "Thijs", "Vera", "Wouter", "Yasmin", "Youssef",
    ]

    static let family = [
        "Aalders", "Bakker", "Blom", "Bosman", "Brouwer", "Dekker", "Dijkstra", "Driessen", "Evers", "Franken",
        "Gerritsen", "Haan", "Hendriks", "Hoekstra", "Jacobs", "Jonker", "Kaya", "Keizer", "Koster", "Kramer",
        "Kuiper", "Lammers", "Maas", "Meijer", "Molenaar", "Mulder", "Nijhof", "Oosterhuis", "Peters", "Postma",
        "Prins", "Rietveld", "Ridder", "Schouten", "Sluis", "Smit", "Stam", "Timmer", "Veenstra", "Verhoeven",
        "Visser", "Vos", "Wagenaar", "Willems", "Yilmaz", "Zandstra", "Zwart", "Elamrani", "Hassan", "Ouali",
    ]

    /// Words from which names of files and folders are made.
    static let subjects = [
        "begroting", "peilbesluit", "waterkering", "subsidie", "inkoop", "personeel", "vergunning", "kamervragen",
        "raming", "contract", "evaluatie", "overleg", "planning", "advies", "verslag", "notitie", "brief", "rapport",
    ]
}
